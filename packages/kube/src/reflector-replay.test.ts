import { fileURLToPath } from 'node:url';
import { readRecording, startReplayServer } from '@podline/replay';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Unreadable } from './api-json.ts';
import type { Cluster } from './cluster.ts';
import { eventFromApi } from './event-from-api.ts';
import { podFromApi } from './pod-from-api.ts';
import { reflect } from './reflector.ts';
import type { ReflectorEvent, Versioned } from './reflector-state.ts';
import { manualClock } from './testing/manual-clock.ts';
import { testCluster } from './testing/test-cluster.ts';

const SCENARIO = fileURLToPath(
  new URL('../../../recordings/app-fails-restart-never', import.meta.url),
);

async function replayed() {
  const recording = await readRecording(SCENARIO);
  const server = await startReplayServer({
    recordings: [recording],
    startOn: 'told',
    token: 'secret-1',
    futureListWaitMs: 1,
  });
  onTestFinished(() => server.close());
  const { cluster } = await testCluster(manualClock({ random: () => 0 }), server.url);
  return { recording, server, cluster };
}

interface Followed {
  readonly cluster: Cluster;
  readonly resource: 'pods' | 'events';
  readonly decode: (object: unknown) => Versioned | Unreadable;
  readonly resumeFrom?: string;
  readonly streams?: boolean;
  readonly fieldSelector?: string;
}

/** A reflector whose events are taken as far as is told. */
function follow(options: Followed) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = reflect<Versioned>({
    ...{ namespace: null, resumeFrom: null, signal: stop.signal },
    ...options,
  });
  return async (isLast: (event: ReflectorEvent<Versioned>) => boolean) => {
    const told: ReflectorEvent<Versioned>[] = [];
    for (let next = await events.next(); next.done !== true; next = await events.next()) {
      told.push(next.value);
      if (isLast(next.value)) break;
    }
    return told;
  };
}

const isWatching = (event: ReflectorEvent<Versioned>): boolean => event.kind === 'watching';
const versionsOf = (events: readonly ReflectorEvent<Versioned>[]): readonly string[] =>
  events.flatMap((event) => ('snapshot' in event ? [event.snapshot.resourceVersion] : []));
const versionIs = (version: string) => (event: ReflectorEvent<Versioned>) =>
  'snapshot' in event && event.snapshot.resourceVersion === version;

describe.each([
  { resource: 'pods', decode: podFromApi },
  { resource: 'events', decode: eventFromApi },
] as const)('$resource of a replayed cluster', ({ resource, decode }) => {
  const linesOf = ({ recording }: Awaited<ReturnType<typeof replayed>>) =>
    recording[resource].filter(({ type }) => type !== 'BOOKMARK');
  const versionsIn = (lines: ReturnType<typeof linesOf>): readonly string[] =>
    lines.map(({ object }) => object.metadata.resourceVersion);

  test.each([true, false])(
    'V1: all that changes is told once, in order (streaming list: %s)',
    async (streams) => {
      const on = await replayed();
      const all = versionsIn(linesOf(on));
      const follower = follow({ cluster: on.cluster, resource, decode, streams });
      const opening = await follower(isWatching);
      expect(opening.map(({ kind }) => kind)).toEqual(['list-began', 'list-ended', 'watching']);
      on.server.play.advanceTo(on.server.play.durationMs);
      expect(versionsOf(await follower(versionIs(all.at(-1) ?? '')))).toEqual(all);
    },
  );

  test('V1: resumed from a version, it tells what came after it and no list', async () => {
    const on = await replayed();
    const all = versionsIn(linesOf(on));
    on.server.play.advanceTo(on.server.play.durationMs);
    const from = all[1] ?? '';
    const follower = follow({ cluster: on.cluster, resource, decode, resumeFrom: from });
    const told = await follower(versionIs(all.at(-1) ?? ''));
    expect(told[0]).toEqual({ kind: 'watching' });
    expect(versionsOf(told)).toEqual(all.slice(2));
  });

  test.each([true, false])(
    'F4: resumed from a version that was compacted, it lists what is there now (streaming list: %s)',
    async (streams) => {
      const on = await replayed();
      const all = versionsIn(linesOf(on));
      on.server.play.advanceTo(on.server.play.durationMs);
      on.server.compact();
      const from = all[1] ?? '';
      const follower = follow({ cluster: on.cluster, resource, decode, resumeFrom: from, streams });
      const told = await follower((event) => event.kind === 'list-ended');
      const kinds = told.map(({ kind }) => kind).filter((kind) => kind !== 'applied');
      expect(kinds).toEqual(['watching', 'expired', 'list-began', 'list-ended']);
      expect(told).toContainEqual({ kind: 'list-began', cause: 'expired' });
      expect(told.at(-1)).toEqual({
        kind: 'list-ended',
        resourceVersion: String(on.server.resourceVersion()),
      });
    },
  );

  test('F6: resumed from a version ahead of the server, it lists what is there after a second try', async () => {
    const on = await replayed();
    on.server.play.advanceTo(on.server.play.durationMs);
    const clock = manualClock({ random: () => 0 });
    const { cluster } = await testCluster(clock, on.server.url);
    const from = String(on.server.resourceVersion() + 1_000_000);
    const follower = follow({ cluster, resource, decode, resumeFrom: from });
    const first = await follower((event) => event.kind === 'failed');
    expect(first).toEqual([
      { kind: 'failed', failure: expect.objectContaining({ isBehind: true }), retryInMs: 1000 },
    ]);
    const rest = follower(isWatching);
    await clock.asleepFor(1000);
    clock.advance(1000);
    const kinds = (await rest).map(({ kind }) => kind).filter((kind) => kind !== 'applied');
    expect(kinds).toEqual(['expired', 'list-began', 'list-ended', 'watching']);
  });
});

test.each([true, false])(
  'with a field selector only what it selects is listed and watched (streaming list: %s)',
  async (streams) => {
    const server = await startReplayServer({ recordings: [], token: 'secret-1' });
    onTestFinished(() => server.close());
    const { cluster } = await testCluster(manualClock({ random: () => 0 }), server.url);
    const tell = (name: string, kind: string) =>
      server.apply({
        kind: 'Event',
        metadata: { name },
        involvedObject: { kind, uid: 'u' },
        reason: name,
        lastTimestamp: '2026-11-22T08:00:09Z',
      }).resourceVersion;
    const first = tell('listed', 'Pod');
    tell('not-listed', 'Node');
    const follower = follow({
      ...{ cluster, streams, resource: 'events', decode: eventFromApi },
      fieldSelector: 'involvedObject.kind=Pod',
    });
    expect(versionsOf(await follower(isWatching))).toEqual([first]);
    tell('not-watched', 'Node');
    const last = tell('watched', 'Pod');
    expect(versionsOf(await follower(versionIs(last)))).toEqual([last]);
  },
);
