/** How long the starts took, as dots on a line and in words: a revision against the one before it. */
import { type DurationMs, durationMs, humanDuration, type StartSpread } from '@podline/domain';

export interface SpreadPair {
  readonly key: string;
  readonly stage: StartSpread['stage'];
  readonly container: string | null;
  readonly now: StartSpread | null;
  readonly before: StartSpread | null;
}

/** In the order of the newer revision; what only the older one has stands behind. */
export function pairsOf(
  now: readonly StartSpread[],
  before: readonly StartSpread[],
): readonly SpreadPair[] {
  const older = new Map(before.map((spread) => [keyOf(spread), spread]));
  const newer = new Set(now.map(keyOf));
  return [
    ...now.map((it) => pairOf(it, it, older.get(keyOf(it)) ?? null)),
    ...before.filter((it) => !newer.has(keyOf(it))).map((it) => pairOf(it, null, it)),
  ];
}

/** Without the readiness of the pod where a single container has one: the two are the same. */
export function eachOnce(pairs: readonly SpreadPair[]): readonly SpreadPair[] {
  const readiness = pairs.filter(({ stage }) => stage === 'readiness');
  const own = readiness.filter(({ container }) => container !== null);
  return own.length === 1
    ? pairs.filter(({ stage, container }) => stage !== 'readiness' || container !== null)
    : pairs;
}

const keyOf = ({ stage, container }: StartSpread): string => `${stage} ${container ?? ''}`;

const pairOf = (
  of: StartSpread,
  now: StartSpread | null,
  before: StartSpread | null,
): SpreadPair => ({ key: keyOf(of), stage: of.stage, container: of.container, now, before });

/** What is under a second in both says nothing. */
export const isTelling = ({ stage, now, before }: SpreadPair): boolean =>
  stage === 'start' ||
  [now, before].some((it) => (it?.durationsMs.at(-1) ?? 0) >= 1000 || (it?.notFinished ?? 0) > 0);

/** What a stage is called in the list: of a container by its name. */
export function spreadName({ stage, container }: Pick<SpreadPair, 'stage' | 'container'>): string {
  switch (stage) {
    case 'start':
      return 'whole start';
    case 'scheduling':
      return 'scheduling';
    case 'sandbox':
      return 'sandbox, network, volumes';
    case 'pull':
      return `${container} image pull`;
    case 'init':
    case 'native-sidecar':
      return container ?? stage;
    case 'apps':
      return 'apps start';
    case 'readiness':
      return container === null ? 'all ready' : `${container} ready`;
  }
}

/** Up to where the lines reach: where nearly all dots are. At least a second. */
export function reachOf(pairs: readonly SpreadPair[]): number {
  const spreads = pairs.flatMap(({ now, before }) => [now, before]);
  return Math.max(1000, ...spreads.map((it) => it?.p95Ms ?? 0)) * 1.08;
}

export interface Dot {
  readonly xPx: number;
  /** How many starts it stands for. */
  readonly count: number;
  /** It lies further out than the line reaches. */
  readonly isBeyond: boolean;
}

/** Starts less than this apart are one dot, a larger one. */
const APART_PX = 4;

/** Left to right. */
export function dotsOf(
  durationsMs: readonly number[],
  reachMs: number,
  widthPx: number,
): readonly Dot[] {
  const dots: Dot[] = [];
  for (const ms of durationsMs) {
    const isBeyond = ms > reachMs;
    const xPx = isBeyond ? widthPx : (ms / reachMs) * widthPx;
    const last = dots.at(-1);
    if (last !== undefined && xPx - last.xPx < APART_PX && last.isBeyond === isBeyond)
      dots[dots.length - 1] = { ...last, count: last.count + 1 };
    else dots.push({ xPx, count: 1, isBeyond });
  }
  return dots;
}

/** A dot of many is larger, and never by much. */
export const radiusOf = (count: number): number => Math.min(2.4 + Math.log2(count) * 0.8, 5.5);

/** Of fewer nothing is said about a difference. */
const FEW = 3;
/** The kubelet's times are whole seconds, so a second or two are none; and it must be a noticeable part. */
const LEAST_MS = 2000;
const FACTOR = 1.5;

export type Change = 'slower' | 'faster' | 'same' | 'unknown';

export function changeOf({ now, before }: SpreadPair): Change {
  if (now === null || before === null) return 'unknown';
  if (now.durationsMs.length < FEW || before.durationsMs.length < FEW) return 'unknown';
  const [is, was] = [now.p50Ms ?? 0, before.p50Ms ?? 0];
  if (Math.abs(is - was) < LEAST_MS) return 'same';
  if (is >= was * FACTOR) return 'slower';
  return was >= is * FACTOR ? 'faster' : 'same';
}

const length = (ms: DurationMs | number): string =>
  ms < 1000 ? 'under 1s' : humanDuration(durationMs(ms));

/** `median 8s, was 3s`; of few starts it says how few. */
export function spreadWords(pair: SpreadPair): string {
  const { now, before } = pair;
  const was = before?.p50Ms == null ? '' : `was ${length(before.p50Ms)}${fewWords(before)}`;
  if (now === null) return `not in this revision, ${was === '' ? 'nor measured before' : was}`;
  if (now.p50Ms === null) {
    const none = now.notFinished === 0 ? 'not measured' : 'not finished yet';
    return was === '' ? none : `${none}, ${was}`;
  }
  const is = now.durationsMs.length === 1 ? length(now.p50Ms) : `median ${length(now.p50Ms)}`;
  return `${is}${fewWords(now)}${was === '' ? '' : `, ${was}`}`;
}

const fewWords = ({ durationsMs }: StartSpread): string =>
  durationsMs.length < FEW ? ` (${startsWords(durationsMs.length)})` : '';

const startsWords = (count: number): string => (count === 1 ? '1 start' : `${count} starts`);

/** All that the two lines show, for who does not see them; `revision`: what it is compared with. */
export function spreadSentence(pair: SpreadPair, revision: string | null): string {
  const whole = spreadWords(pair);
  const p95 = pair.now?.p95Ms == null ? '' : `; 95 of 100 within ${length(pair.now.p95Ms)}`;
  const open =
    pair.now === null || pair.now.notFinished === 0 ? '' : `; ${pair.now.notFinished} not finished`;
  const of = pair.now === null ? '' : `, of ${startsWords(pair.now.durationsMs.length)}`;
  const against = pair.before === null || revision === null ? '' : ` in revision ${revision}`;
  return `${spreadName(pair)}: ${whole}${against}${p95}${of}${open}.`;
}
