/** Every colour that is read stands out from every ground that it stands on, in each theme and contrast. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Rgb = readonly [number, number, number];
type Tokens = ReadonlyMap<string, Rgb>;
type Side = 'light' | 'dark';

const css = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const rgb = (hex: string): Rgb => {
  const at = (index: number): number => Number.parseInt(hex.slice(index, index + 2), 16);
  return [at(1), at(3), at(5)];
};

function tokensOf(text: string, side: Side): Tokens {
  const found = new Map<string, Rgb>();
  const declaration = /--([\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));/g;
  for (const [, name = '', light = '', dark = '', both] of text.matchAll(declaration))
    found.set(name, rgb(both ?? (side === 'light' ? light : dark)));
  return found;
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** As `color-mix(in srgb, a share%, b)`. */
const mixed = (a: Rgb, share: number, b: Rgb): Rgb => {
  const part = (index: 0 | 1 | 2): number => a[index] * share + b[index] * (1 - share);
  return [part(0), part(1), part(2)];
};

const GROUNDS = ['bg', 'surface', 'raised'];
const TEXTS = ['text', 'muted', 'faint'];
const STATES = ['waiting', 'running', 'ready', 'failed', 'gap'];
const BARS = ['bar-running', 'bar-ready', 'bar-done', 'bar-failed'];
/** The strongest tint of itself under a word of a state: the pill's. */
const TINT = 0.11;

const SCHEMES: readonly [string, Side, string, number][] = [
  ['light', 'light', css('tokens.css'), 4.5],
  ['dark', 'dark', css('tokens.css'), 4.5],
  ['light, high contrast', 'light', css('tokens.css') + css('contrast.css'), 7],
  ['dark, high contrast', 'dark', css('tokens.css') + css('contrast.css'), 7],
];

describe.each(SCHEMES)('%s', (_name, side, text, least) => {
  const tokens = tokensOf(text, side);
  const token = (name: string): Rgb => {
    const colour = tokens.get(name);
    if (colour === undefined) throw new Error(`There is no colour --${name}.`);
    return colour;
  };

  test.each(TEXTS)('--%s is readable on every ground', (name) => {
    for (const ground of GROUNDS)
      expect(contrast(token(name), token(ground)), ground).toBeGreaterThanOrEqual(least);
  });

  test.each(STATES)('--%s is readable on the surface and on a tint of itself', (name) => {
    const surface = token('surface');
    const tint = mixed(token(name), TINT, surface);
    expect(contrast(token(name), surface)).toBeGreaterThanOrEqual(least);
    expect(contrast(token(name), tint)).toBeGreaterThanOrEqual(Math.min(least, 6));
  });

  test.each(BARS)('what is written on --%s is readable', (name) => {
    expect(contrast(token('on-bar'), token(name))).toBeGreaterThanOrEqual(least === 7 ? 6.5 : 4.5);
  });

  test('outlines of what can be pressed, and of the focus, are seen', () => {
    for (const ground of GROUNDS) {
      expect(contrast(token('focus'), token(ground)), ground).toBeGreaterThanOrEqual(3);
      if (least === 7)
        expect(contrast(token('line-strong'), token(ground)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });
});
