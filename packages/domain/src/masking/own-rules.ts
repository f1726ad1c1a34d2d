/** The rules that users add to the table: signs in words, not patterns, so that none can be wrong in a way that makes it slow. */
import type { MaskRule } from './mask-rule.ts';
import { namedLike } from './named-values.ts';

export type OwnMaskRule =
  /** Values whose name ends with this, in any case: `key: "licence_code"` masks `ACME_LICENCE_CODE=…`. */
  | { readonly name: string; readonly key: string }
  /** Words that begin so and go on for at least as many letters, digits, `-`, `_`, `.`, `+`, `/` or `=`: the tokens of a service. */
  | { readonly name: string; readonly starts: string; readonly atLeast: number }
  /** What stands between two texts in one line, or behind the first where the second does not follow. */
  | { readonly name: string; readonly after: string; readonly until: string };

/** The users' rules, each as a rule of the table. */
export const ownMaskRules = (own: readonly OwnMaskRule[]): readonly MaskRule[] => own.map(ruleOf);

function ruleOf(own: OwnMaskRule): MaskRule {
  if ('key' in own) return namedLike(own.name, escaped(own.key));
  if ('starts' in own) {
    const pattern = new RegExp(
      `(?<![A-Za-z0-9])(${escaped(own.starts)})[\\w.+/=-]{${own.atLeast},}`,
      'g',
    );
    return { name: own.name, pattern };
  }
  return {
    name: own.name,
    pattern: new RegExp(escaped(own.after), 'g'),
    secretAt: (found, text) => {
      const from = found.index + found[0].length;
      const end = text.indexOf(own.until, from);
      return { from, to: end === -1 ? text.length : end };
    },
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
