/** Made-up pods and transitions, and a folder of its own for each test's database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Known, type Millis, millis, type Transition } from '@podline/domain';
import type { Batch, StoredPod } from '../batch.ts';
import type { DatabaseFile } from '../connection.ts';

export const NOW = millis(1_792_000_000_123);
export const now = (): Millis => NOW;
export const CLUSTER = { id: 'cluster-1', name: 'shop', server: 'https://10.0.0.1:6443' };

/** A new folder; remove it with the returned function. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'podline-store-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A database file as `openStore` would hold it, for what lies below. */
export const fileAt = (path: string, change: Partial<DatabaseFile> = {}): DatabaseFile => ({
  path,
  patience: { forMs: 0, sleep: () => Promise.resolve() },
  through: (adapter) => adapter,
  inode: null,
  ...change,
});

/** `turn` shows in `known`, so that a test can tell which write of the pod it sees. */
export function aPod(uid: string, turn = 0, change: Partial<StoredPod> = {}): StoredPod {
  const pod = { uid, namespace: 'shop', name: `web-${uid}`, createdAt: NOW, deletedAt: null };
  return { ...pod, known: knownOf(uid, turn), ...change };
}

function knownOf(uid: string, turn: number): Known {
  return {
    snapshot: {
      uid,
      namespace: 'shop',
      name: `web-${uid}`,
      resourceVersion: String(turn),
      createdAt: NOW,
      writtenAt: null,
      deletion: null,
      labels: { app: 'web' },
      defaultContainer: null,
      owner: { kind: 'ReplicaSet', name: 'web', uid: 'rs-1' },
      node: 'node-1',
      podIp: null,
      restartPolicy: 'Always',
      phase: 'Pending',
      reason: null,
      message: null,
      conditions: [],
      readinessGates: [],
      containers: [],
      statuses: [],
    },
    lastSeenAt: NOW,
    flips: turn,
    lanes: {
      app: {
        flips: turn,
        runs: [
          {
            attempt: 0,
            containerId: null,
            startedAt: NOW,
            finishedAt: null,
            started: true,
            ended: false,
          },
        ],
      },
    },
  };
}

export const aTransition = (key: string, change: Partial<Transition> = {}): Transition => ({
  key,
  at: NOW,
  observedAt: NOW,
  container: 'app',
  change: { kind: 'waiting', reason: 'PodInitializing', message: null },
  ...change,
});

export const aBatch = (batch: Partial<Batch>): Batch => ({
  transitions: [],
  pods: [],
  checkpoint: null,
  gaps: [],
  ...batch,
});

/** Batch `turn` of `append-forever.ts`: `size` transitions over three pods, and everything else that says `turn`. */
export function batchOfTurn(turn: number, size: number): Batch {
  const uids = ['a', 'b', 'c'];
  return {
    transitions: Array.from({ length: size }, (_, index) => ({
      uid: uids[index % uids.length] ?? 'a',
      transition: aTransition(`turn-${turn}/${index}`),
    })),
    pods: uids.map((uid) => aPod(uid, turn)),
    checkpoint: { scope: '', resourceVersion: String(turn), observedAt: NOW },
    gaps: [{ scope: '', from: millis(turn), to: millis(turn + 1), cause: `turn ${turn}` }],
  };
}
