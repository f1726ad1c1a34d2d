import { describe, expect, it } from 'vitest';
import { manualClock } from './manual-clock.ts';
import { Play, type PlaySettings } from './play.ts';
import { playbackOf } from './playback.ts';
import { line, pod, recording } from './test-client.ts';

/** Lines at 1, 4 and 9 seconds of a recording of 10 seconds. */
const playback = playbackOf([
  recording([1000, 4000, 9000].map((t) => line(t, 'ADDED', pod(`at-${t}`, t)))),
]);

function playing(settings: Partial<PlaySettings>) {
  const clock = manualClock(1_000_000);
  const played: string[] = [];
  const defaults = { clock, speed: 1, loop: false, headStartMs: 0, told: false } as const;
  const play = new Play(playback, { ...defaults, ...settings }, ({ atMs }, round) =>
    played.push(`${round}:${atMs}`),
  );
  return { clock, played, play };
}

describe('a play', () => {
  it('waits to be started, then performs each line at its time', () => {
    const { clock, played, play } = playing({});
    clock.advance(60_000);
    expect(played).toEqual([]);
    play.start();
    clock.advance(999);
    expect(played).toEqual([]);
    clock.advance(1);
    expect(played).toEqual(['0:1000']);
    clock.advance(60_000);
    expect(played).toEqual(['0:1000', '0:4000', '0:9000']);
  });

  it('runs faster when told', () => {
    const { clock, played, play } = playing({ speed: 10 });
    play.start();
    clock.advance(400);
    expect(played).toEqual(['0:1000', '0:4000']);
    expect(play.position()).toBe(4000);
  });

  it('performs its head start at once, and the recording ends that much earlier', () => {
    const { clock, played, play } = playing({ headStartMs: 4000 });
    play.start();
    expect(played).toEqual(['0:1000', '0:4000']);
    expect(play.endOfRound(0)).toBe(clock.now() + 6000);
    clock.advance(5000);
    expect(played).toHaveLength(3);
  });

  it('performs everything at once', () => {
    const { clock, played, play } = playing({ speed: 'at-once' });
    play.start();
    expect(played).toHaveLength(3);
    expect(play.endOfRound(0)).toBe(clock.now());
  });

  it('goes round and round when told', () => {
    const { clock, played, play } = playing({ loop: true });
    play.start();
    clock.advance(24_000);
    expect(played.slice(3)).toEqual(['1:1000', '1:4000', '1:9000', '2:1000', '2:4000']);
  });

  it('keeps appointments after the lines of that moment', () => {
    const { clock, played, play } = playing({});
    play.start();
    play.whenAt(4000, () => played.push('kept'));
    const cancel = play.whenAt(4000, () => played.push('cancelled'));
    cancel();
    clock.advance(4000);
    expect(played).toEqual(['0:1000', '0:4000', 'kept']);
  });

  it('in told mode moves by being told alone, and never back', () => {
    const { clock, played, play } = playing({ told: true, loop: true });
    play.start();
    clock.advance(60_000);
    expect(played).toEqual([]);
    play.advanceTo(11_000);
    play.advanceTo(0);
    expect(played).toEqual(['0:1000', '0:4000', '0:9000', '1:1000']);
    expect(play.position()).toBe(11_000);
  });

  it('performs nothing more once it is stopped', () => {
    const { clock, played, play } = playing({});
    play.start();
    play.stop();
    clock.advance(60_000);
    expect(played).toEqual([]);
  });
});
