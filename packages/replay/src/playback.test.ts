import { describe, expect, it } from 'vitest';
import { Unplayable } from './errors.ts';
import { playbackOf } from './playback.ts';
import { line, pod, recorded, recording } from './test-client.ts';

describe('recordings played together', () => {
  it('keep the common clock of a cluster that was recorded in parts', async () => {
    const { sources, durationMs, firstResourceVersion } = playbackOf([
      await recorded('demo-shop'),
      await recorded('demo-payments'),
    ]);
    expect(sources.map(({ offsetMs }) => offsetMs)).toEqual([9, 0]);
    expect(durationMs).toBe(486_111);
    expect(firstResourceVersion).toBeGreaterThan(60_000);
  });

  it('are in the order of resourceVersions within a cluster, and time never runs backwards', async () => {
    const { recorded: lines } = playbackOf([
      await recorded('demo-shop'),
      await recorded('demo-data'),
    ]);
    const versions = lines.map(({ line }) => Number(line.object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const times = lines.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('of several clusters begin together and have no common resourceVersions', async () => {
    const { sources, firstResourceVersion } = playbackOf([
      await recorded('demo-shop'),
      await recorded('init-crashloop'),
    ]);
    expect(sources.map(({ offsetMs }) => offsetMs)).toEqual([0, 0]);
    expect(firstResourceVersion).toBeNull();
  });

  it('may not hold the same pod twice', () => {
    const one = recording([line(0, 'ADDED', pod('a', 1))], { name: 'one' });
    const two = recording([line(0, 'ADDED', pod('a', 5))], { name: 'two' });
    expect(() => playbackOf([one, two])).toThrow(
      new Unplayable(
        'The recordings one and two both hold the pod made-up/a, so they cannot be played together.',
      ),
    );
  });

  it('may be none: then there is nothing to play, and nothing to wait for', () => {
    expect(playbackOf([])).toMatchObject({ durationMs: 0, recorded: [], startedAtMs: null });
  });
});
