/**
 * Secrets out of texts: of logs, of messages, of a spec. What is known by its name, its shape or its place is replaced by `•••`, and all
 * around it stays, since it is what an SRE reads. Better too much than too little, within reason: a secret that nothing announces
 * (a bare word in a sentence) is not found.
 *
 * Pure and linear in the length of the text; masking twice changes nothing; the text grows by less than its half.
 */
import { ADDRESSES } from './addresses.ts';
import { COMMANDS } from './commands.ts';
import { HEADERS } from './headers.ts';
import { type KeyState, keyLine } from './key-blocks.ts';
import { MASK, type Masked, type MaskRule, maskedBy } from './mask-rule.ts';
import { NAMED_VALUES } from './named-values.ts';
import { TOKEN_SHAPES } from './token-shapes.ts';
import { NO_VALUE, type ValueState, valueLine } from './value-lines.ts';

/** Private keys, and values below their names, beside: they stand over several lines. Applied in this order. */
export const MASK_RULES: readonly MaskRule[] = [
  ...HEADERS,
  ...ADDRESSES,
  ...COMMANDS,
  ...NAMED_VALUES,
  TOKEN_SHAPES,
];

export interface MaskedLines {
  /** As many as came, in their order. */
  readonly lines: readonly string[];
  /** Places masked; a private key is one, however many lines it has. */
  readonly masked: number;
}

/**
 * A masker of lines that come one by one, as of a log that is followed: it remembers that a private key has begun, or that the name
 * of a secret stood above.
 */
export function lineMasker(rules: readonly MaskRule[] = MASK_RULES): (line: string) => Masked {
  let inKey: KeyState = 'outside';
  let ofName: ValueState = NO_VALUE;
  return (line) => {
    const key = keyLine(line, inKey);
    inKey = key.state;
    const value = valueLine(key.text, ofName, (name) => isNameOfSecret(name, rules));
    ofName = value.state;
    const rest = maskedByAll(value.text, rules);
    return { text: rest.text, masked: rest.masked + key.masked + value.masked };
  };
}

/** Lines without line ends, in the order in which they were written. */
export function maskLines(
  lines: readonly string[],
  rules: readonly MaskRule[] = MASK_RULES,
): MaskedLines {
  const masker = lineMasker(rules);
  const all = lines.map(masker);
  return {
    lines: all.map(({ text }) => text),
    masked: all.reduce((sum, { masked }) => sum + masked, 0),
  };
}

/** A text of one line or of many. */
export function maskSecrets(text: string, rules: readonly MaskRule[] = MASK_RULES): Masked {
  const { lines, masked } = maskLines(text.split('\n'), rules);
  return { text: lines.join('\n'), masked };
}

/** A name tells by its end. */
const MAX_NAME = 96;

const isNameOfSecret = (name: string, rules: readonly MaskRule[]): boolean =>
  rules.some(({ names }) => names?.test(name.slice(-MAX_NAME)));

/** A value that has a name of its own, as an environment variable has: all of it where the name says that it is a secret. */
export function maskNamed(
  name: string,
  value: string,
  rules: readonly MaskRule[] = MASK_RULES,
): Masked {
  if (value === '' || value === MASK) return { text: value, masked: 0 };
  return isNameOfSecret(name, rules) ? { text: MASK, masked: 1 } : maskSecrets(value, rules);
}

/** A secret that leant on another stands free once that is masked. More rounds than these need words made for it. */
const MAX_ROUNDS = 6;

function maskedByAll(line: string, rules: readonly MaskRule[]): Masked {
  let [text, masked] = [line, 0];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = masked;
    for (const rule of rules) {
      const next = maskedBy(rule, text);
      text = next.text;
      masked += next.masked;
    }
    if (masked === before) break;
  }
  return { text, masked };
}
