/** For tests: a server with pods written by hand, and what a connection to it really sees. */

import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import type { JsonObject } from './recording.ts';

export interface World {
  readonly server: ReplayServer;
  readonly clock: ManualClock;
}

/** An empty cluster that keeps all truth and whose clock moves when told; closed when the test ends. */
export async function world(options: Partial<ReplayOptions> = {}): Promise<World> {
  const clock = manualClock(Date.parse('2026-11-22T12:00:00Z'));
  const server = await startReplayServer({
    recordings: [],
    startOn: 'told',
    truth: 'all',
    clock,
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, clock };
}

/** A pod to be written by hand, in the namespace `shop`. */
export const shopPod = (name: string, more: JsonObject = {}): JsonObject => ({
  metadata: { name, namespace: 'shop', ...more },
  spec: { containers: [{ name: 'app' }] },
  status: { phase: 'Running', startTime: '2026-11-22T11:59:58Z' },
});

/** What a connection received, byte for byte, and how it ended. */
interface Heard {
  /** Headers and body, as sent. */
  readonly text: string;
  /** How many times something arrived. */
  readonly pieces: number;
  readonly ending: 'fin' | 'rst';
}

/** Asks over a connection of its own and listens until the server ends it, cleanly or not. */
export function rawAsk({ url, kubeconfig }: ReplayServer, path: string): Promise<Heard> {
  const token = JSON.parse(/token: (".*")/.exec(kubeconfig)?.[1] ?? '""');
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  const end = (ending: Heard['ending']): void =>
    resolve({ text: Buffer.concat(chunks).toString(), pieces: chunks.length, ending });
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => end('fin'));
  socket.on('error', () => end('rst'));
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: replay\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  return promise;
}
