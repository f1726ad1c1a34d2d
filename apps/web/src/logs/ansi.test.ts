import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText, spansOf } from './ansi.ts';
import { TONES } from './ansi-colours.ts';

const E = '\u001b';
const read = (line: string) =>
  spansOf(line).map(({ text, look }) => (look === '' ? text : `<${look}>${text}`));

describe('a line with colours is', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['plain text', 'hello', ['hello']],
    ['red', `${E}[31mred${E}[0m plain`, ['<fg-red>red', ' plain']],
    ['reset by nothing at all', `${E}[31mred${E}[m plain`, ['<fg-red>red', ' plain']],
    ['bold and red at once', `${E}[1;31mx`, ['<fg-red bold>x']],
    ['bold, then not', `${E}[1mx${E}[22my`, ['<bold>x', 'y']],
    ['bright', `${E}[92mx`, ['<fg-green>x']],
    ['bright black, which is grey', `${E}[90mx`, ['<fg-grey>x']],
    ['faint, which is grey', `${E}[2mx`, ['<fg-grey>x']],
    ['on a ground', `${E}[41mx${E}[49my`, ['<bg-red>x', 'y']],
    ['on a bright ground', `${E}[104mx`, ['<bg-blue>x']],
    ['turned round', `${E}[31;7mx${E}[27my`, ['<solid-red>x', '<fg-red>y']],
    ['turned round without a colour', `${E}[7mx`, ['<solid-white>x']],
    [
      'underlined, curly too',
      `${E}[4mx${E}[4:0my${E}[4:3mz`,
      ['<underline>x', 'y', '<underline>z'],
    ],
    ['italic', `${E}[3mx${E}[23my`, ['<italic>x', 'y']],
    ['of the 256: named', `${E}[38;5;9mx`, ['<fg-red>x']],
    ['of the 256: of the cube', `${E}[38;5;208mx`, ['<fg-yellow>x']],
    ['of the 256: a grey', `${E}[38;5;240mx`, ['<fg-grey>x']],
    ['of the 256, and bold', `${E}[38;5;33;1mx`, ['<fg-blue bold>x']],
    ['true colour', `${E}[38;2;255;105;180mx`, ['<fg-magenta>x']],
    ['true colour, with colons', `${E}[38:2::0:200:200mx`, ['<fg-cyan>x']],
    ['a true colour that is black', `${E}[48;2;1;2;3mx`, ['<bg-black>x']],
    ['one span where nothing changes', `${E}[31ma${E}[31mb`, ['<fg-red>a', '<fg-red>b']],
    ['never hidden: concealed', `${E}[8mx`, ['x']],
    ['never blinking', `${E}[5;6mx`, ['x']],
  ])('%s', (_, line, expected) => {
    expect(read(line)).toEqual(expected);
  });
});

describe('what commands a terminal in another way is dropped', () => {
  test.each<[string, string]>([
    ['a title', `a${E}]0;pwned\u0007b`],
    ['a title that ends as the standard has it', `a${E}]2;pwned${E}\\b`],
    ['a link', `a${E}]8;;http://evil.example${E}\\b${E}]8;;${E}\\`],
    ['clearing the screen', `a${E}[2J${E}[Hb`],
    ['moving the cursor', `a${E}[10;20Hb`],
    ['a private mode', `a${E}[?1049hb`],
    ['a key that is asked to be sent back', `a${E}[6nb`],
    ['a private command that ends like a style', `a${E}[>4;2mb`],
    ['a device string', `a${E}P1$qm${E}\\b`],
    ['another set of characters', `a${E}(Bb`],
    ['a reset', `a${E}cb`],
    ['a cursor that is kept', `a${E}7b`],
  ])('%s', (_, line) => {
    expect(plainText(spansOf(line))).toBe('ab');
  });
});

describe('what is no whole command is text that can be seen', () => {
  test.each<[string, string, string]>([
    ['cut in the middle', `a${E}[3`, 'a\\u001b[3'],
    ['a title without an end', `a${E}]0;all of the rest`, 'a\\u001b]0;all of the rest'],
    ['at the very end', `a${E}`, 'a\\u001b'],
    [
      'a command that is far too long',
      `a${E}[${'1;'.repeat(50)}mb`,
      `a\\u001b[${'1;'.repeat(50)}mb`,
    ],
    ['other controls', 'a\u0007b\u0000c\u009b31md', 'a\\u0007b\\u0000c\\u009b31md'],
    ['text that runs backwards', 'safe\u202egnp', 'safe\\u202egnp'],
  ])('%s', (_, line, expected) => {
    expect(plainText(spansOf(line))).toBe(expected);
  });
});

test('numbers that mean nothing change nothing', () => {
  for (const numbers of [
    '38',
    '38;5',
    '38;5;256',
    '38;2;1;2',
    '38;2;1;2;999',
    '38;7;1',
    '999',
    '48;5;-1',
    '99',
  ])
    expect([numbers, read(`${E}[${numbers}mx`).at(-1)?.at(-1)]).toEqual([numbers, 'x']);
  expect(read(`${E}[38;5;256mx`)).toEqual(['x']);
  expect(read(`${E}[38;2;1;2;999mx`)).toEqual(['x']);
});

test('a long line is shown whole', () => {
  const line = `${'W'.repeat(15_999)}é${'\u0000'.repeat(3)}${'😀'.repeat(3000)}`;
  expect(plainText(spansOf(line))).toBe(
    `${'W'.repeat(15_999)}é${'\\u0000'.repeat(3)}${'😀'.repeat(3000)}`,
  );
});

test('a line of a hundred thousand colours has few spans, and all of its text', () => {
  const spans = spansOf(`${E}[31mx${E}[32my`.repeat(50_000));
  expect(spans.length).toBeLessThanOrEqual(501);
  expect(plainText(spans)).toBe('xy'.repeat(50_000));
});

const UNSEEN = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}/u;
const LOOK = new RegExp(`^(((fg|bg|solid)-(${TONES.join('|')})|bold|italic|underline)( |$))*$`);

test('whatever is written, nothing unseen is shown and every look is one of ours', () => {
  const bits = fc.constantFrom(
    E,
    '[',
    ']',
    ';',
    ':',
    'm',
    'H',
    '38',
    '5',
    '2',
    '31',
    '255',
    '\u0007',
    '\\',
    'text',
    '<b>',
    '\u202e',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(bits, { maxLength: 60 }).map((all) => all.join('')),
      ),
      (line) => {
        const spans = spansOf(line);
        for (const { text, look } of spans) {
          expect(text).not.toMatch(UNSEEN);
          expect(look).toMatch(LOOK);
        }
      },
    ),
  );
});

test('without an escape every line is its own text', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => !/[\\\p{C}\p{M}\p{Z}]/u.test(text)),
      (text) => {
        expect(spansOf(text)).toEqual([{ text, look: '' }]);
      },
    ),
  );
});
