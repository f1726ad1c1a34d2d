/** The times that log lines begin with, in the forms that the recorded programs write. Pure. */

/** A time found at the beginning of a line: ms since 1970, and where in the line it stands. */
interface LogStamp {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  /** Another time, in the same form and of the same length. */
  readonly written: (atMs: number) => string;
}

interface Form {
  /** Finds the time (group 2) after what may stand before it (group 1). */
  readonly pattern: RegExp;
  /** The time as RFC 3339 without a zone: every recorded program writes UTC. */
  readonly read: (text: string) => string;
  readonly write: (iso: string, was: string) => string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthNumber = (name: string): string => String(MONTHS.indexOf(name) + 1).padStart(2, '0');
const monthName = (iso: string): string => MONTHS[Number(iso.slice(5, 7)) - 1] ?? '';

const FORMS: readonly Form[] = [
  // 2026-11-22T08:52:37.225Z INFO …, and {"time":"2026-11-22T08:52:43.333Z", …
  {
    pattern: /^(\{"(?:time|ts|timestamp)":")?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z/,
    read: (text) => text,
    write: (iso, was) => withFractionOf(iso, was),
  },
  // nginx: 2026/11/22 08:55:56 [notice] …, and fluent-bit: [2026/11/22 08:55:56] [ info] …
  {
    pattern: /^(\[)?(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)/,
    read: (text) => text.replaceAll('/', '-').replace(' ', 'T'),
    write: (iso) => iso.slice(0, 19).replaceAll('-', '/').replace('T', ' '),
  },
  // The common log format: 10.88.0.64 - - [22/Nov/2026:08:55:57 +0000] "GET …
  {
    pattern: /^(\S+ \S+ \S+ \[)(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d) \+0000\]/,
    read: (text) =>
      `${text.slice(7, 11)}-${monthNumber(text.slice(3, 6))}-${text.slice(0, 2)}T${text.slice(12)}`,
    write: (iso) => `${iso.slice(8, 10)}/${monthName(iso)}/${iso.slice(0, 4)}:${iso.slice(11, 19)}`,
  },
  // Redis: 1:M 22 Nov 2026 08:52:41.482 * Ready …
  {
    pattern: /^(\d+:[A-Z] )(\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) /,
    read: (text) =>
      `${text.slice(7, 11)}-${monthNumber(text.slice(3, 6))}-${text.slice(0, 2)}T${text.slice(12)}`,
    write: (iso) => `${iso.slice(8, 10)} ${monthName(iso)} ${iso.slice(0, 4)} ${iso.slice(11, 23)}`,
  },
];

/** Keeps digits below the millisecond, which a move by whole milliseconds cannot change. */
function withFractionOf(iso: string, was: string): string {
  const digits = was.length - 20;
  return digits <= 0
    ? iso.slice(0, 19)
    : `${iso.slice(0, 20)}${(iso.slice(20, 23) + was.slice(23)).slice(0, digits)}`;
}

/** The time that `line` begins with; `null` when it begins with none. */
export function stampOf(line: string): LogStamp | null {
  for (const { pattern, read, write } of FORMS) {
    const [, before = '', text] = pattern.exec(line) ?? [];
    if (text === undefined) continue;
    const atMs = Date.parse(`${read(text)}Z`);
    if (Number.isNaN(atMs)) return null;
    return {
      atMs,
      from: before.length,
      to: before.length + text.length,
      written: (moved) => write(new Date(moved).toISOString(), text),
    };
  }
  return null;
}
