/** A cluster over real HTTP that has pods and logs and nothing else: what each answers is the test's to say, request by request. */

import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Known, observe } from '@podline/domain';
import { type Cluster, isUnreadable, podFromApi, resolveCluster } from '@podline/kube';
import { onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { NOON } from './pods.ts';

/** A run of the container `app`, as its status tells of it. */
export interface Run {
  readonly id: string;
  readonly exitCode: number;
}

export interface PodWords {
  readonly uid?: string;
  readonly name?: string;
  readonly restarts?: number;
  /** Null: it waits in back-off. A text: it runs, as that container. */
  readonly state?: Run | string | null;
  readonly last?: Run | null;
  readonly message?: string;
}

const ended = ({ id, exitCode }: Run, message: string | null): object => ({
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  startedAt: '2026-11-22T11:59:00Z',
  finishedAt: '2026-11-22T12:00:00Z',
  containerID: `containerd://${id}`,
  ...(message === null ? {} : { message }),
});

let versions = 0;

const presentOf = (state: Run | string | null, message: string | null): object => {
  if (state === null) return { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };
  if (typeof state !== 'string') return { terminated: ended(state, message) };
  return { running: { startedAt: '2026-11-22T12:00:01Z' } };
};

/** Of the newest run; none before the first. */
function idOf({ state = null, last = null }: PodWords): object {
  const id = typeof state === 'string' ? state : (state ?? last)?.id;
  return id === undefined ? {} : { containerID: `containerd://${id}` };
}

/** The pod as the API would give it. */
export function podObject(words: PodWords): object {
  const { uid = 'uid-1', name = 'web-1', restarts = 0, state = null, last = null } = words;
  versions += 1;
  const status = {
    ...{ name: 'app', image: 'app:1', imageID: '', ready: false, restartCount: restarts },
    state: presentOf(state, words.message ?? null),
    lastState: last === null ? {} : { terminated: ended(last, null) },
    ...idOf(words),
  };
  return {
    metadata: {
      ...{ name, namespace: 'shop', uid, resourceVersion: String(versions) },
      creationTimestamp: '2026-11-22T11:00:00Z',
    },
    spec: {
      containers: [{ name: 'app', image: 'app:1' }],
      restartPolicy: 'Always',
      nodeName: 'n1',
    },
    status: { phase: 'Running', containerStatuses: [status] },
  };
}

/** What the recorder knows of it. */
export function knownOf(object: object, before: Known | null = null): Known {
  const pod = podFromApi(object);
  if (isUnreadable(pod)) throw new Error(pod.unreadable);
  return observe(before, pod, NOON).known;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface LogCluster {
  readonly cluster: Cluster;
  /** What `GET` of the pod of that name gives; null: 404. */
  pod: (name: string) => object | null;
  /** What the log gives: its text, or how it is answered. */
  log: (query: URLSearchParams, name: string) => string | Answer;
  /** Paths with their queries, in order. */
  readonly asked: readonly string[];
}

export const refused =
  (code: number, message: string): Answer =>
  (_, response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', code, message }));
  };

/** Stops with the test. */
export async function logCluster(folder: string): Promise<LogCluster> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://cluster');
    const [, name = '', log] = /\/pods\/([^/]+)(\/log)?$/.exec(url.pathname) ?? [];
    const pod = world.pod(name);
    const given =
      pod === null
        ? refused(404, `pods "${name}" not found`)
        : log === undefined
          ? JSON.stringify(pod)
          : world.log(url.searchParams, name);
    if (typeof given === 'function') given(request, response);
    else response.end(given);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const path = join(folder, `kubeconfig-${port}`);
  await writeFile(
    path,
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: {} }],
    }),
  );
  const env = { KUBECONFIG: path };
  const resolved = await resolveCluster({ env, home: null, context: null, clock: systemClock });
  if (resolved.kind !== 'cluster') throw new Error(JSON.stringify(resolved));
  const { cluster } = resolved;
  onTestFinished(async () => {
    await cluster.close();
    server.closeAllConnections();
    server.close();
  });
  const world: LogCluster = { cluster, asked, pod: () => null, log: () => '' };
  return world;
}
