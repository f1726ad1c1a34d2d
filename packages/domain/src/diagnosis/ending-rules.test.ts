import { describe, expect, it, test } from 'vitest';
import { app, ended, init, running, status } from '../../test/build.ts';
import {
  course,
  event,
  first,
  found,
  log,
  placed,
  sentence,
  specOf,
  type ToldCase,
} from '../../test/case.ts';
import type { Terminated } from '../container-state.ts';

const [prepare, web] = [init('prepare'), app('web')];
const alone = placed({ containers: [web], phase: 'Running' });

/** An app that ran for two seconds and ended so, twice, and now waits to be started again. */
const twice = (
  end: (from: number, to: number) => Terminated,
  more: Partial<ToldCase> = {},
): ToldCase => ({
  seen: course(
    alone,
    [1, status(web, running(1))],
    [3, status(web, end(1, 3))],
    [4, status(web, running(4), { restarts: 1, lastEnd: end(1, 3) })],
    [6, status(web, end(4, 6), { restarts: 1, lastEnd: end(1, 3) })],
  ),
  now: 10,
  ...more,
});

const exit =
  (code: number, more: { reason?: string; message?: string } = {}) =>
  (from: number, to: number): Terminated => {
    const { message = null, reason } = more;
    const end = ended(code, from, to, reason === undefined ? {} : { reason });
    return { ...end, ending: { ...end.ending, message } };
  };

describe('how it ended', () => {
  test.each<[string, ToldCase, string, string]>([
    [
      'an exit code',
      twice(exit(2)),
      'exits-non-zero',
      'web failed 2 times in a row, with exit code 2, after 2s each time. It has never stayed up for a minute.',
    ],
    [
      'SIGSEGV in words',
      twice(exit(139)),
      'killed-by-signal',
      'exit code 139, signal 11 (SIGSEGV: a memory access out of bounds: a bug in the program)',
    ],
    ['SIGABRT', twice(exit(134)), 'killed-by-signal', 'SIGABRT'],
    ['137 alone is not OOM', twice(exit(137)), 'killed-by-signal', 'SIGKILL'],
    ['SIGTERM from outside', twice(exit(143)), 'killed-by-signal', 'SIGTERM: asked to stop'],
    ['255 is no signal', twice(exit(255)), 'exits-non-zero', 'exit code 255'],
    [
      'OOM',
      twice(exit(137, { reason: 'OOMKilled' })),
      'oom-killed',
      'web was killed for using too much memory 2 times in a row',
    ],
    [
      'a shell that does not find it',
      twice(exit(127), { logs: [log('web', 1, 'sh: serve: not found')] }),
      'command-not-found',
      '`serve` is not in the image',
    ],
    [
      'a shell that may not',
      twice(exit(126), { logs: [log('web', 1, 'sh: /app/run: Permission denied')] }),
      'not-executable',
      '`/app/run` may not be executed',
    ],
    [
      'the runtime does not find it',
      twice(
        exit(128, {
          reason: 'StartError',
          message:
            'unable to start container process: exec: "serve": executable file not found in $PATH',
        }),
      ),
      'command-not-found',
      '`serve` is not in the image',
    ],
    [
      'another processor',
      twice(
        exit(128, {
          reason: 'StartError',
          message: 'unable to start container process: exec /app: exec format error',
        }),
      ),
      'image-wrong-architecture',
      'made for another kind of processor',
    ],
    [
      'another processor, by its log',
      twice(exit(1), { logs: [log('web', 1, 'exec /usr/local/bin/app: exec format error')] }),
      'image-wrong-architecture',
      'made for another kind of processor',
    ],
    [
      'another refusal',
      twice(
        exit(128, {
          reason: 'StartError',
          message: 'error mounting "/x" to rootfs: not a directory',
        }),
      ),
      'start-failed',
      'the runtime refuses it',
    ],
    [
      '0, again and again',
      twice(exit(0)),
      'ends-with-zero',
      'web ended 2 times with exit code 0 and is started again each time',
    ],
  ])('%s', (_, told, code, words) => {
    expect(first(told)).toBe(`critical ${code} web`);
    expect(sentence(told)).toContain(words);
  });

  it('the line that names the error comes from its log, not the last line', () => {
    const told = twice(exit(1), {
      logs: [
        log(
          'web',
          1,
          'starting',
          'ERROR cannot open /etc/app.conf: no such file or directory',
          'shutting down',
        ),
      ],
    });
    expect(sentence(told)).toContain(
      'It said: `ERROR cannot open /etc/app.conf: no such file or directory`.',
    );
  });

  it('an answer that there is no log is no log', () => {
    const told = twice(exit(1), {
      logs: [log('web', 1, 'unable to retrieve container logs for containerd://abc')],
    });
    expect(sentence(told)).not.toMatch(/It said|last line/);
  });

  it('whom it did not reach is looked for', () => {
    const told = twice(exit(1), {
      logs: [log('web', 1, 'FATAL: dial tcp: lookup db on 10.96.0.10:53: no such host')],
      surroundings: { services: [] },
    });
    expect(sentence(told)).toContain(
      'It did not reach `db`; there is no Service of that name in `shop`.',
    );
    expect(found(told)[0]?.subject).toBe('Service shop/db');
  });

  it('that it once worked in another revision is said', () => {
    const usual = { web: { p50Ms: 0, p95Ms: 0, starts: 4, succeededIn: '5b99d' } };
    const told = twice(exit(1), { usual: usual as unknown as NonNullable<ToldCase['usual']> });
    // To be ready once is less than to stay up.
    expect(sentence(told)).toContain('it came up in revision `5b99d`');
  });

  it('one failure that is started again is a warning, and history once it runs', () => {
    const once = course(alone, [1, status(web, running(1))], [3, status(web, ended(1, 1, 3))]);
    expect(first({ seen: once, now: 4 })).toBe('warning exits-non-zero web');
    const again = [
      ...once,
      ...course(alone, [
        4,
        status(web, running(4), { restarts: 1, lastEnd: ended(1, 1, 3), ready: true }),
      ]),
    ];
    expect(first({ seen: again, now: 10 })).toBe('info exits-non-zero web');
  });
});

describe('a child that is killed for memory while the init ends with 0', () => {
  const oom = ended(0, 1, 3, { reason: 'OOMKilled' });
  it('is never run again under Never, and the app never starts', () => {
    const base = placed({ containers: [prepare, web], restartPolicy: 'Never' });
    const told = {
      seen: course(
        base,
        [1, status(prepare, running(1))],
        [3, status(prepare, oom, { ready: true })],
      ),
      now: 60,
    };
    expect(first(told)).toBe('critical oom-child prepare');
    expect(sentence(told)).toMatch(
      /^A process of prepare was killed for memory once while prepare itself ended with 0/,
    );
  });
});

describe('probes that kill', () => {
  const probe = {
    initialDelaySeconds: 5,
    periodSeconds: 2,
    timeoutSeconds: 1,
    failureThreshold: 3,
    asks: 'GET :8080/live',
    port: 8080,
  };
  const killing = (which: string) => [
    event(2, 'Unhealthy', `${which} probe failed: connection refused`, 'web', { count: 6 }),
    event(
      6,
      'Killing',
      `Container web failed ${which.toLowerCase()} probe, will be restarted`,
      'web',
      { count: 2, type: 'Normal' },
    ),
  ];
  test.each<[string, string, string]>([
    [
      'a slow starter by its liveness probe',
      'Liveness',
      'It has 11s to start, and needs longer. A startupProbe would give it time to start.',
    ],
    ['a slow starter by its start-up probe', 'Startup', 'A higher failureThreshold gives it more.'],
  ])('%s', (_, which, words) => {
    const facts = specOf({ web: { livenessProbe: probe, startupProbe: probe } });
    const told = twice(exit(137), { events: killing(which) });
    const seen = told.seen.map((it) =>
      'uid' in it ? it : ([it[0], { ...it[1], specFacts: facts }] as const),
    );
    expect(first({ ...told, seen })).toBe('critical probe-kills-slow-starter web');
    expect(sentence({ ...told, seen })).toContain(words);
  });
});
