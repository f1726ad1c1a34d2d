import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../test/build.ts';
import { event, found, log, type ToldCase } from '../../test/case.ts';
import { anySnapshots } from '../../test/wild.ts';

const container = fc.constantFrom('prepare', 'proxy', 'web', 'log', 'debug', 'nobody');

const anyEvent = fc
  .record({
    second: fc.integer({ min: 0, max: 120 }),
    reason: fc.constantFrom(
      'FailedScheduling',
      'FailedMount',
      'FailedCreatePodSandBox',
      'Pulling',
      'Failed',
      'Unhealthy',
      'Killing',
      'Started',
      'FailedPostStartHook',
      'NodeNotReady',
      'BackOff',
    ),
    message: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'Container web failed liveness probe, will be restarted',
        '0/3 nodes are available: 3 Insufficient cpu.',
        'Startup probe failed: ',
      ),
    ),
    container: fc.option(container, { nil: null }),
  })
  .map(({ second, reason, message, container: name }) => event(second, reason, message, name));

const anyLog = fc
  .record({
    container,
    attempt: fc.integer({ min: 0, max: 9 }),
    lines: fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('ERROR x', 'waiting for db', 'nslookup: can’t resolve'),
      ),
    ),
  })
  .map(({ container: name, attempt, lines }) => log(name, attempt, ...lines));

const anyCase: fc.Arbitrary<ToldCase> = fc.record({
  seen: anySnapshots,
  now: fc.integer({ min: 0, max: 9000 }),
  events: fc.array(anyEvent).map((all) => all.toSorted((a, b) => a.at - b.at)),
  logs: fc.array(anyLog),
});

const WEIGHT = { critical: 0, warning: 1, info: 2 };

describe('whatever is told of a pod', () => {
  it('the same evidence gives the same findings, ranked, each whole, blaming only who is there', () => {
    fc.assert(
      fc.property(anyCase, (told) => {
        const findings = found(told);
        expect(found(told)).toEqual(findings);
        const weights = findings.map(({ severity }) => WEIGHT[severity]);
        expect(weights).toEqual(weights.toSorted((a, b) => a - b));
        const names = new Set(
          told.seen.flatMap((it) => ('uid' in it ? it.containers.map((c) => c.name) : [])),
        );
        for (const { container: blamed, title, sentence, next, docs, since } of findings) {
          if (blamed !== null && blamed !== 'nobody') expect(names).toContain(blamed);
          expect(title).toMatch(/^\S.*[^.\s]$/s);
          expect(sentence).toMatch(/\S[.!?]$/);
          expect(sentence).not.toMatch(/undefined|null|NaN|<invalid>/);
          expect(next.length).toBeGreaterThan(0);
          expect(docs).toMatch(/^https:\/\/kubernetes\.io\/docs\//);
          expect(since ?? at(0)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a line without an end costs no time', () => {
    const [pod] = fc.sample(anySnapshots, 1);
    const long = `${'connect to a '.repeat(100_000)}:1`;
    const began = performance.now();
    found({
      seen: pod ?? [],
      now: 90,
      logs: ['prepare', 'web'].map((name) => log(name, 0, long, long)),
    });
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
