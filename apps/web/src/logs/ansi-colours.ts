/** Any colour that a program asks for, as one of nine that are readable on the page in both themes. */

export const TONES = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'grey',
] as const;
export type Tone = (typeof TONES)[number];

/** Of the 256: sixteen with names, a cube of 6 × 6 × 6, and a ramp of greys. */
export function indexed(index: number | undefined): Tone | null {
  if (index === undefined || !(index >= 0 && index <= 255)) return null;
  if (index === 8) return 'grey';
  if (index < 16) return TONES[index % 8] ?? null;
  if (index >= 232) return greyOf((index - 232) / 23);
  const cube = index - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  return rgb([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

/** Below this a colour is a grey to the eye. */
const LEAST_CHROMA = 40;
/** Degrees of the colour circle up to which a tone reaches; what is left is red again. */
const HUES: readonly (readonly [upTo: number, tone: Tone])[] = [
  [18, 'red'],
  [70, 'yellow'],
  [160, 'green'],
  [205, 'cyan'],
  [262, 'blue'],
  [338, 'magenta'],
  [360, 'red'],
];

export function rgb([r, g, b]: readonly number[]): Tone | null {
  if (r === undefined || g === undefined || b === undefined) return null;
  if (![r, g, b].every((part) => part >= 0 && part <= 255)) return null;
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (most - least < LEAST_CHROMA) return greyOf((most + least) / 510);
  const hue = (hueOf(r, g, b, most) / (most - least)) * 60;
  return HUES.find(([upTo]) => (hue + 360) % 360 <= upTo)?.[1] ?? 'red';
}

/** In sixths of the colour circle, times the chroma. */
function hueOf(r: number, g: number, b: number, most: number): number {
  const chroma = most - Math.min(r, g, b);
  if (most === r) return g - b;
  return most === g ? 2 * chroma + b - r : 4 * chroma + r - g;
}

const greyOf = (lightness: number): Tone =>
  lightness < 0.25 ? 'black' : lightness < 0.7 ? 'grey' : 'white';
