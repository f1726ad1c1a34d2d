/** The demo cluster: a recorded shop and the seeds' three pods, happening now, round after round. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReplayServer, startReplayServer } from './api-server.ts';
import { type Clock, realClock } from './clock.ts';
import { demoServices } from './demo-services.ts';
import { RecordingUnknown, RecordingUnreadable } from './errors.ts';
import { uidOf } from './moving.ts';
import { readRecording } from './recording.ts';

/** What the demo plays: four namespaces recorded together, and three pods in namespaces of their own. */
export const demoRecordings: readonly string[] = [
  'demo-shop',
  'demo-payments',
  'demo-data',
  'demo-platform',
  'seed-init-waits-for-service',
  'seed-sidecar-shared-logs',
  'seed-init-downloads-config',
];

export interface DemoOptions {
  /** The folder that holds the recordings. */
  readonly recordingsDir: string;
  /** Names of recordings to play beside the demo's own. */
  readonly add?: readonly string[];
  /** Recorded milliseconds per real one; 1 by default. */
  readonly speed?: number;
  readonly clock?: Clock;
  readonly port?: number;
  /** Default `podline-demo`. */
  readonly contextName?: string;
  /** How much is played at once when somebody first watches; four minutes by default. */
  readonly headStartMs?: number;
}

/**
 * Starts the demo cluster. It begins when somebody watches its pods, with its first minutes already
 * past; every start has uids of its own and higher resourceVersions, and is the same cluster.
 * @throws RecordingUnknown, RecordingUnreadable, Unplayable.
 */
export async function startDemoServer(options: DemoOptions): Promise<ReplayServer> {
  const { recordingsDir, add = [], clock = realClock, port } = options;
  const names = [...new Set([...demoRecordings, ...add])];
  await refuseUnknown(recordingsDir, names);
  const server = await startReplayServer({
    recordings: await Promise.all(names.map((name) => readRecording(join(recordingsDir, name)))),
    times: 'now',
    loop: true,
    speed: options.speed ?? 1,
    startOn: 'first-watch',
    headStartMs: options.headStartMs ?? 240_000,
    seed: `demo ${clock.now()}`,
    clusterUid: uidOf('the demo cluster of Podline'),
    contextName: options.contextName ?? 'podline-demo',
    clock,
    ...(port === undefined ? {} : { port }),
  });
  for (const service of demoServices) server.apply(service);
  return server;
}

async function refuseUnknown(recordingsDir: string, names: readonly string[]): Promise<void> {
  const there = await recordingNames(recordingsDir);
  const unknown = names.find((name) => !there.includes(name));
  if (unknown !== undefined)
    throw new RecordingUnknown(
      `There is no recording ${JSON.stringify(unknown)} in ${recordingsDir}; there are: ${there.join(', ')}.`,
    );
}

/**
 * The names of the recordings in a folder, sorted.
 * @throws RecordingUnreadable when there is no such folder.
 */
export async function recordingNames(recordingsDir: string): Promise<string[]> {
  try {
    const entries = await readdir(recordingsDir, { withFileTypes: true });
    // A leading underscore marks what is no scenario (exchanges of the protocol).
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    throw new RecordingUnreadable(
      recordingsDir,
      null,
      `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}
