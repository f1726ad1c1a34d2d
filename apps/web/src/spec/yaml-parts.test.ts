import fc from 'fast-check';
import { expect, test } from 'vitest';
import { yamlParts } from './yaml-parts.ts';

const words = (line: string) =>
  yamlParts(line).map(({ text, kind }) => (kind === 'plain' ? text : `${kind}<${text}>`));

test.each<[string, string[]]>([
  ['kind: Pod', ['key<kind>', ':', 'string< Pod>']],
  ['  generation: 1', ['  ', 'key<generation>', ':', 'number< 1>']],
  ['metadata:', ['key<metadata>', ':']],
  ['  - name: app', ['  - ', 'key<name>', ':', 'string< app>']],
  ['    - sh', ['    - ', 'string<sh>']],
  ['ready: true', ['key<ready>', ':', 'word< true>']],
  ['emptyDir: {}', ['key<emptyDir>', ':', 'word< {}>']],
  ['message: |-', ['key<message>', ':', 'word< |->']],
  ['value: •••', ['key<value>', ':', 'string< >', 'masked<•••>']],
  [
    '  kubectl.kubernetes.io/default-container: app',
    ['  ', 'key<kubectl.kubernetes.io/default-container>', ':', 'string< app>'],
  ],
  ['"a: b": c', ['key<"a: b">', ':', 'string< c>']],
  ['time: 2026-11-22T12:00:00Z', ['key<time>', ':', 'string< 2026-11-22T12:00:00Z>']],
  ['image: registry:5000/web:1', ['key<image>', ':', 'string< registry:5000/web:1>']],
  ['# said', ['comment<# said>']],
  ['', []],
])('%j', (line, parts) => {
  expect(words(line)).toEqual(parts);
});

test('whatever the line, its parts are the line', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ \-a:"#|{}[\]]*$/)), (line) => {
      expect(
        yamlParts(line)
          .map(({ text }) => text)
          .join(''),
      ).toBe(line);
    }),
  );
});

test('a line of many quotes and colons takes no time', () => {
  const began = performance.now();
  yamlParts(`${'"a\\"'.repeat(20_000)}: ${'a: '.repeat(20_000)}`);
  yamlParts(`${'a'.repeat(100_000)}`);
  expect(performance.now() - began).toBeLessThan(1_000);
});
