import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TONES } from './ansi-colours.ts';

const read = (name: string) => readFileSync(new URL(`../styles/${name}`, import.meta.url), 'utf8');
const TOKENS = new Map(
  [...read('tokens.css').matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);
const MORE = new Map([
  ...TOKENS,
  ...[
    ...(read('contrast.css').split('[data-contrast="more"]')[1]?.split('}')[0] ?? '').matchAll(
      /(--[\w-]+):\s*([^;]+);/g,
    ),
  ].map(([, name = '', value = '']) => [name, value] as const),
]);

type Rgb = readonly [number, number, number];

function colour(tokens: ReadonlyMap<string, string>, name: string, side: 0 | 1): Rgb {
  const value = tokens.get(name) ?? '';
  const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  if (other !== undefined) return colour(tokens, other, side);
  const both = [...value.matchAll(/#([0-9a-f]{6})/g)].map(([, digits = '']) => digits);
  const digits = both[side] ?? both[0] ?? '';
  const part = (at: number): number => Number.parseInt(digits.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

const mixed = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] * share + b[0] * (1 - share),
  a[1] * share + b[1] * (1 - share),
  a[2] * share + b[2] * (1 - share),
];

const linear = (part: number): number =>
  part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** As of WCAG. */
function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const THEMES = [
  ['light', TOKENS, 0, 4.5],
  ['dark', TOKENS, 1, 4.5],
  ['light, high contrast', MORE, 0, 4.5],
  ['dark, high contrast', MORE, 1, 4.5],
] as const;

test.each(THEMES)(
  '%s: every colour of a terminal is readable, on every ground of one',
  (_, tokens, side, least) => {
    const of = (name: string): Rgb => colour(tokens, name, side);
    const surface = of('--surface');
    const grounds: readonly (readonly [string, Rgb])[] = [
      ['surface', surface],
      ['a line that is looked at', mixed(of('--running'), surface, 0.14)],
      ['a line under the mouse', of('--raised')],
      ['the kept log of an attempt', of('--bg')],
      ['a line of it that the cause quotes', mixed(of('--failed'), of('--bg'), 0.08)],
      ...TONES.map((tone) => [`on ${tone}`, mixed(of(`--ansi-${tone}`), surface, 0.1)] as const),
    ];
    for (const tone of TONES) {
      for (const [where, ground] of grounds)
        expect
          .soft(contrast(of(`--ansi-${tone}`), ground), `${tone}, ${where}`)
          .toBeGreaterThanOrEqual(least);
      expect
        .soft(contrast(surface, of(`--ansi-${tone}`)), `${tone}, turned round`)
        .toBeGreaterThanOrEqual(least);
    }
    expect(contrast(of('--text'), mixed(of('--waiting'), surface, 0.28))).toBeGreaterThanOrEqual(
      least,
    );
  },
);
