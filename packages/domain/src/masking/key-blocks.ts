/** Private keys, which stand over many lines: `-----BEGIN … PRIVATE KEY-----`. */
import { MASK, type Masked } from './mask-rule.ts';

const BEGINS = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}(?:PRIVATE KEY|KEY BLOCK)(?: BLOCK)?-----/;
const ENDS = /-----END (?:[A-Z0-9]{1,16} ){0,3}(?:PRIVATE KEY|KEY BLOCK)(?: BLOCK)?-----/;
const PUBLIC = /-----BEGIN (?:PGP )?PUBLIC KEY/;
/** What a line of a key holds behind whatever a logger puts in front of it. */
const KEY_TEXT =
  /[A-Za-z0-9+/]{16,}={0,2}|(?<=\s)[A-Za-z0-9+/]{1,76}={1,2}(?=["',\\]{0,2}\s{0,4}$)/g;
/** The last line of a key may be short, and is nothing else. */
const SHORT_KEY_TEXT = /^[\s"'|>]*(?:[A-Za-z0-9+/]{1,76}={0,2}|=[A-Za-z0-9+/]{4})?[\s"',\\]*$/;
const KEY_HEADER = /^\s*(?:Proc-Type|DEK-Info|Version|Comment):/;
/** A line that is base64 through and through, as of a key whose first line is cut away. Digests are hexadecimal. */
const LONE_KEY_TEXT =
  /^\s*(?=\S{0,80}[G-Z])(?=\S{0,80}[g-z])(?=\S{0,80}\d)[A-Za-z0-9+/]{60,80}={0,2}\s*$/;

/** What the next line is seen with. A key is counted once, with the first of its lines that is masked. */
export type KeyState = 'outside' | 'begun' | 'counted';

/** A line with what is of a private key masked, and the state for the line behind it. */
export interface KeyLine extends Masked {
  readonly state: KeyState;
}

export function keyLine(line: string, state: KeyState): KeyLine {
  const begin = PUBLIC.test(line) ? null : BEGINS.exec(line);
  if (begin !== null) return beginning(line, begin.index + begin[0].length);
  if (state !== 'outside') return inside(line, state);
  if (!LONE_KEY_TEXT.test(line)) return { text: line, masked: 0, state: 'outside' };
  return { text: MASK, masked: 1, state: 'counted' };
}

/** The whole of a key may stand in one line, with `\n` written out. */
function beginning(line: string, from: number): KeyLine {
  const end = ENDS.exec(line.slice(from));
  const to = end === null ? line.length : from + end.index;
  const isEmpty = /^[\s"',\\]*$/.test(line.slice(from, to)) || line.startsWith(MASK, from);
  if (isEmpty) return { text: line, masked: 0, state: end === null ? 'begun' : 'outside' };
  const text = line.slice(0, from) + MASK + line.slice(to);
  return { text, masked: 1, state: end === null ? 'counted' : 'outside' };
}

/** The key lasts as long as its lines look like one: what never ends costs the lines behind it nothing. */
function inside(line: string, before: 'begun' | 'counted'): KeyLine {
  const end = line.search(ENDS);
  const body = end === -1 ? line : line.slice(0, end);
  const bare = body.trim();
  if (bare === '' || KEY_HEADER.test(line) || bare.endsWith(MASK))
    return { text: line, masked: 0, state: end === -1 ? before : 'outside' };
  const text = SHORT_KEY_TEXT.test(body) ? MASK : body.replace(KEY_TEXT, MASK);
  if (text === body) return { text: line, masked: 0, state: 'outside' };
  return {
    text: text + line.slice(body.length),
    masked: before === 'begun' ? 1 : 0,
    state: end === -1 ? 'counted' : 'outside',
  };
}
