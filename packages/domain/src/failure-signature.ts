/**
 * What two failed attempts have in common when they failed of the same: how they ended, and the line that says why, without what
 * differs from one time to the next. Attempts of other pods and other days are found by it.
 */
import type { Ending } from './container-state.ts';
import { endedWell } from './container-state.ts';
import { tellingLineOf } from './diagnosis/log-lines.ts';
import { signalOf } from './diagnosis/words.ts';
import { countedIn, isTelling, shapeOf } from './failure-shape.ts';

export interface FailureSignature {
  /** The same for the same failure, also in another version of Podline that counts as this one does; 16 hexadecimal figures. */
  readonly key: string;
  /** `exit code 1: dial tcp <ip>: connection refused`; of this attempt, where others differ in what does not count. */
  readonly words: string;
}

export interface FailedAttempt {
  readonly ending: Ending;
  /** What it wrote last, secrets masked; null: nobody could read it. */
  readonly lines: readonly string[] | null;
  /** Its pod's name. */
  readonly pod: string;
  readonly container: string;
  /** What its pod is one of, namespace included: a failure that says too little is only looked for in here. */
  readonly family: string;
}

/** Another way of counting is another number, so that keys of before are not mixed with those of after. */
const VERSION = 1;
/** Characters of the line in `words`. */
const MAX_WORDS = 200;

/**
 * Null for an attempt that ended well, and for one of which nothing is known but that it failed. A line that names an error links
 * attempts of all workloads; any other line, and a bare exit code, only those of the same container of the same family, so that
 * two programs that both just end with 1 are not taken for one failure.
 */
export function signatureOf(attempt: FailedAttempt): FailureSignature | null {
  const { ending, lines, pod, container, family } = attempt;
  if (endedWell(ending)) return null;
  const line = lineOf(attempt);
  const says = line === null ? '' : shapeOf(line.line, pod);
  const end = endOf(ending);
  if (says === '' && lines === null && !isKilled(ending)) return null;
  const isEverybodys = line?.isError === true && isTelling(says);
  const scope = isEverybodys ? [] : [family, container];
  return {
    key: hashed(JSON.stringify([VERSION, end, countedIn(says), ...scope])),
    words: says === '' ? end : `${end}: ${shortened(says)}`,
  };
}

/** Null where nothing says why. The kernel kills whatever a container writes at that moment: only an error tells of it. */
function lineOf({ ending, lines }: FailedAttempt) {
  if (ending.reason === 'OOMKilled') return null;
  const written = tellingLineOf(lines ?? []);
  if (written?.isError === true) return written;
  const left = tellingLineOf(ending.message?.split('\n') ?? []);
  if (left?.isError === true) return left;
  return isKilled(ending) ? null : (written ?? left);
}

/** From outside, by SIGKILL or SIGTERM, or by the kernel. */
const isKilled = (ending: Ending): boolean =>
  ending.reason === 'OOMKilled' || [9, 15].includes(signalOf(ending) ?? 0);

/** `exit code 1`, `exit code 137, OOMKilled`. `Error` is what the kubelet says of every other end. */
function endOf({ exitCode, signal, reason }: Ending): string {
  const parts = [
    `exit code ${exitCode}`,
    ...(signal === null || signal === 0 ? [] : [`signal ${signal}`]),
    ...(reason === null || reason === 'Error' ? [] : [reason]),
  ];
  return parts.join(', ');
}

const shortened = (text: string): string =>
  text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** 64-bit FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/. Whoever makes two lines collide links two lines, and no more. */
function hashed(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1)
    hash = ((hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
