import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../test/build.ts';
import { containers, moments, shownAt, skew, type Told, tell, watched } from '../test/kubelet.ts';
import { observe } from './observe.ts';
import { timelineOf } from './timeline.ts';
import type { Transition } from './transition.ts';

/** `known` as it comes back from the database. */
const stored = ({ known, transitions }: Told): Told => ({
  known: JSON.parse(JSON.stringify(known)),
  transitions,
});

const names = (transitions: readonly Transition[], kind: 'started' | 'ended') =>
  transitions.flatMap(({ change }) => (change.kind === kind ? [change.containerId ?? ''] : []));

describe('whatever part of a pod’s life the API shows', () => {
  it('the same snapshot again adds nothing', () => {
    watched((all, shown, ahead) => {
      const { known } = tell(all, shown, ahead);
      const last = shown.at(-1) ?? 0;
      expect(observe(known, shownAt(all, last), at(last + ahead + 5)).transitions).toEqual([]);
    });
  });

  it('a restart of Podline in any place changes nothing: the known state comes back as it was', () => {
    fc.assert(
      fc.property(containers, moments, skew, fc.nat(), (all, shown, ahead, place) => {
        const cut = place % (shown.length + 1);
        const before = stored(tell(all, shown.slice(0, cut), ahead));
        expect(tell(all, shown.slice(cut), ahead, before)).toEqual(tell(all, shown, ahead));
      }),
    );
  });

  it('no run starts twice or ends twice, none is invented, and no end stands without its start', () => {
    watched((all, shown, ahead) => {
      const { transitions } = tell(all, shown, ahead);
      const lived = all.flatMap(({ spec, lives }) => lives.map((_, n) => `${spec.name}-${n}`));
      const started = names(transitions, 'started');
      const over = names(transitions, 'ended');
      expect(new Set(started).size).toBe(started.length);
      expect(new Set(over).size).toBe(over.length);
      expect(lived).toEqual(expect.arrayContaining(started));
      expect(started).toEqual(expect.arrayContaining(over));
    });
  });

  it('every attempt is either recorded or counted as not observed', () => {
    watched((all, shown, ahead) => {
      const { transitions } = tell(all, shown, ahead);
      const last = shown.at(-1) ?? 0;
      for (const { spec, lives } of all) {
        const facts = transitions.filter((t) => t.container === spec.name);
        const unseen = facts.reduce(
          (sum, { change }) => sum + (change.kind === 'unobserved' ? change.attempts : 0),
          0,
        );
        const begun = lives.filter((life) => life.from <= last).length;
        expect(names(facts, 'started').length + unseen).toBe(begun);
      }
    });
  });

  it('runs are recorded with the kubelet’s own times', () => {
    watched((all, shown, ahead) => {
      const { lanes } = timelineOf(tell(all, shown, ahead).transitions, []);
      const lived = all.flatMap(({ spec, lives }) =>
        lives.map(({ from, to }, n) => `${spec.name}#${n} ${at(from)}–${at(to)}`),
      );
      const told = lanes.flatMap((lane) =>
        lane.attempts
          .filter((attempt) => attempt.finishedAt !== null)
          .map((a) => `${lane.name}#${a.number} ${a.startedAt}–${a.finishedAt}`),
      );
      expect(lived).toEqual(expect.arrayContaining(told));
    });
  });

  it('keys are unique within a pod', () => {
    watched((all, shown, ahead) => {
      const keys = tell(all, shown, ahead).transitions.map((t) => t.key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });
});
