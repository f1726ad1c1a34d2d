/**
 * Values that stand on lines of their own, behind the line with their name, as YAML has them:
 *
 *     password: |          - name: DB_PASSWORD
 *       hunter2              value: hunter2
 */
import { MASK, type Masked } from './mask-rule.ts';

/** What the next line is seen with. */
export type ValueState =
  | { readonly kind: 'none' }
  /** Lines that begin further in than `column` are the value: all of them, or one that is a single word. */
  | {
      readonly kind: 'below';
      readonly column: number;
      readonly only: 'word' | 'all';
      readonly isCounted: boolean;
    }
  /** A `value:` is. */
  | { readonly kind: 'named' };

export const NO_VALUE: ValueState = { kind: 'none' };

export interface ValueLine extends Masked {
  readonly state: ValueState;
}

const HEAD = /^([ \t]*(?:- )?)(["']?)([\w.-]{1,96})\2[ \t]*:[ \t]*([|>][-+\d]{0,2})?[ \t]*$/;
const NAME = /^[ \t]*(?:- )?(["']?)name\1[ \t]*:[ \t]*(["']?)([\w.-]{1,96})\2,?[ \t]*$/i;
const VALUE = /^([ \t]*(["']?)value\2[ \t]*:[ \t]*["']?)([^\s"'][^"']*)/i;
/** What is put there when the program starts; the text names it. */
const REFERENCE = /^\$[({]|^[|>]/;

/** A line with what is of such a value masked, and the state for the line behind it. `isSecret` of a name. */
export function valueLine(
  line: string,
  state: ValueState,
  isSecret: (name: string) => boolean,
): ValueLine {
  const inside = state.kind === 'below' ? below(line, state) : null;
  if (inside !== null) return inside;
  const next = stateBehind(line, state, isSecret);
  const value = state.kind === 'named' ? VALUE.exec(line) : null;
  const [whole = '', before = '', , secret = ''] = value ?? [];
  if (value === null || REFERENCE.test(secret) || secret.startsWith(MASK))
    return { text: line, masked: 0, state: next };
  return { text: before + MASK + line.slice(whole.length), masked: 1, state: next };
}

function stateBehind(
  line: string,
  state: ValueState,
  isSecret: (name: string) => boolean,
): ValueState {
  const [, indent = '', , name = '', scalar] = HEAD.exec(line) ?? [];
  const isOfName = state.kind === 'named' && name.toLowerCase() === 'value';
  if (name !== '' && (isOfName || isSecret(name))) {
    const only = scalar === undefined ? 'word' : 'all';
    return { kind: 'below', column: indent.length, only, isCounted: false };
  }
  const named = NAME.exec(line)?.[3];
  return named !== undefined && isSecret(named) ? { kind: 'named' } : NO_VALUE;
}

/** Null where the value has ended before that line. */
function below(line: string, state: ValueState & { readonly kind: 'below' }): ValueLine | null {
  const bare = line.trim();
  if (bare === '') return { text: line, masked: 0, state };
  const indent = line.length - line.trimStart().length;
  if (indent <= state.column) return null;
  // `secret:` may also stand above what belongs to it: `secretName: web-tls`.
  if (state.only === 'word' && /[\s:]|^-$/.test(bare)) return null;
  const after = state.only === 'word' ? NO_VALUE : { ...state, isCounted: true };
  if (bare.startsWith(MASK.slice(0, 1))) return { text: line, masked: 0, state: after };
  // No longer than what it stands for, which may be one letter a line.
  const text = line.slice(0, indent) + MASK.slice(0, bare.length);
  return { text, masked: state.isCounted ? 0 : 1, state: after };
}
