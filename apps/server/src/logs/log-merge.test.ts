import type { LogLine } from '@podline/kube';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogMerge } from './log-merge.ts';

/** `05.1 hello` was written 5.1 seconds after noon; `- hello` bears no time. */
function line(told: string): LogLine {
  const [second = '', text = ''] = told.split(' ');
  const stamp = second === '-' ? null : `2026-11-22T12:00:${second}Z`;
  return { at: null, stamp, text };
}

function merged(logs: Readonly<Record<string, readonly string[]>>, over: readonly string[]) {
  const merge = new LogMerge(Object.keys(logs));
  for (const [name, lines] of Object.entries(logs)) merge.add(name, lines.map(line));
  for (const name of over) merge.end(name);
  const words = (isImpatient: boolean) =>
    merge.take(isImpatient).map(({ container, text }) => `${container}:${text}`);
  return { patient: words(false), late: words(true), isEmpty: merge.isEmpty };
}

test.each<[string, Record<string, string[]>, string[], { patient: string[]; late: string[] }]>([
  [
    'logs that are over, in the order of their times',
    { a: ['01 x', '03 x'], b: ['02 y'] },
    ['a', 'b'],
    { patient: ['a:x', 'b:y', 'a:x'], late: [] },
  ],
  [
    'nothing after the last of a log that goes on',
    { a: ['01 x', '03 z'], b: ['02 y'] },
    [],
    { patient: ['a:x', 'b:y'], late: ['a:z'] },
  ],
  [
    'nothing while one has told nothing',
    { a: ['01 x'], b: [] },
    [],
    { patient: [], late: ['a:x'] },
  ],
  [
    'of one time, the one that was named first',
    { a: ['01 x'], b: ['01 y'] },
    ['a', 'b'],
    { patient: ['a:x', 'b:y'], late: [] },
  ],
  [
    'fractions of any length by their value',
    { a: ['01.5 x', '01.50001 z'], b: ['01.500000001 y'] },
    ['a', 'b'],
    { patient: ['a:x', 'b:y', 'a:z'], late: [] },
  ],
  [
    'a line without a time right after the one before it',
    { a: ['01 x', '- stack', '05 z'], b: ['02 y'] },
    ['a', 'b'],
    { patient: ['a:x', 'a:stack', 'b:y', 'a:z'], late: [] },
  ],
  [
    'a clock that was set back changes no order within a container',
    { a: ['05 x', '01 z'], b: ['03 y'] },
    ['a', 'b'],
    { patient: ['b:y', 'a:x', 'a:z'], late: [] },
  ],
])('gives %s', (_, logs, over, expected) => {
  expect(merged(logs, over)).toEqual({ ...expected, isEmpty: true });
});

test('however the lines come, all of them come out once, each container’s in its order', () => {
  const lines = fc.array(fc.integer({ min: 10, max: 59 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.tuple(lines, lines, lines), fc.infiniteStream(fc.boolean()), (logs, moods) => {
      const names = ['a', 'b', 'c'];
      const merge = new LogMerge(names);
      const out: string[] = [];
      const rest = logs.map((log) => [...log]);
      const take = (isImpatient: boolean) =>
        out.push(...merge.take(isImpatient).map((it) => `${it.container} ${it.text}`));
      while (rest.some((log) => log.length > 0)) {
        rest.forEach((log, index) => {
          const next = log.shift();
          if (next !== undefined) merge.add(names[index] ?? '', [line(`${next} ${next}`)]);
        });
        take(moods.next().value);
      }
      for (const name of names) merge.end(name);
      take(false);
      expect(merge.isEmpty).toBe(true);
      names.forEach((name, index) => {
        const own = out.filter((it) => it.startsWith(name)).map((it) => Number(it.slice(2)));
        expect(own).toEqual(logs[index]);
      });
    }),
  );
});
