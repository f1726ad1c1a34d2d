/**
 * What a masking rule is, and how one is applied. A rule finds where a secret may stand by a pattern without nested or adjoining
 * unbounded repeats, so that no line, however wicked, costs more than time linear in its length.
 */

/** What stands in a secret's place. */
export const MASK = '•••';

/** Half-open, in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface MaskRule {
  /** What it finds, in a reader's words. */
  readonly name: string;
  /** Global. Its first group, where it has one, is what is kept in front of the secret. */
  readonly pattern: RegExp;
  /** Where the secret stands; null where there is none after all. Missing: all of the match but its first group. */
  readonly secretAt?: (found: RegExpExecArray, text: string) => Span | null;
  /** Not global: names whose values are secrets whatever they look like, as of environment variables. */
  readonly names?: RegExp;
}

export interface Masked {
  readonly text: string;
  /** Places masked now; what was masked before is not counted again. */
  readonly masked: number;
}

/** `text` with what the rule finds replaced by {@link MASK}. */
export function maskedBy({ pattern, secretAt = behindFirstGroup }: MaskRule, text: string): Masked {
  let [out, done, masked] = ['', 0, 0];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const span = secretAt(found, text);
    if (span === null || span.to <= span.from || isMasked(text, span)) continue;
    out += text.slice(done, span.from) + MASK;
    done = span.to;
    masked += 1;
    pattern.lastIndex = Math.max(span.to, found.index + 1);
  }
  return masked === 0 ? { text, masked } : { text: out + text.slice(done), masked };
}

function behindFirstGroup(found: RegExpExecArray): Span {
  const from = found.index + (found[1]?.length ?? 0);
  return { from, to: found.index + found[0].length };
}

/** A second look must change nothing: what begins with the mask was seen to before. */
const isMasked = (text: string, { from }: Span): boolean => text.startsWith(MASK, from);
