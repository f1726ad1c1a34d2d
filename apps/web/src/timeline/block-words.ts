/** What a block says in words: for tooltips, the facts card, the bar itself and screen readers. */
import { durationMs, type Ending, humanDuration, type Millis } from '@podline/domain';
import type { Block } from './blocks.ts';
import type { Mark } from './lane-layout.ts';
import { signalName } from './signals.ts';
import { clockTime, type Zone } from './time-words.ts';
import { waitLabel, waitTitle } from './wait-words.ts';

/** The kubelet's times are whole seconds, so nothing finer is claimed. */
export function lengthOf({ from, to }: Pick<Block, 'from' | 'to'>, now: Millis): string {
  const length = (to ?? now) - from;
  return length < 1000 ? 'under 1s' : humanDuration(durationMs(length));
}

/** The headline of a block, e.g. `attempt 3 failed: exit 1 Error`. Attempts are numbered as kubectl counts restarts, from 0. */
export function titleOf({ segment }: Pick<Block, 'segment'>): string {
  switch (segment.kind) {
    case 'waiting':
      return waitTitle(segment);
    case 'running':
      return `attempt ${segment.attempt} runs`;
    case 'completed':
      return `attempt ${segment.attempt} ended well: ${endingWords(segment.ending)}`;
    case 'failed':
      return `attempt ${segment.attempt} failed: ${endingWords(segment.ending)}`;
    case 'back-off':
      return `back-off: waits to be started again${segment.failedStart === undefined ? '' : ` after ${segment.failedStart}`}`;
    case 'unobserved':
      return unobservedWords(segment.attempts);
  }
}

export const attemptsWords = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'attempt' : 'attempts'}`;

const unobservedWords = (attempts: number): string =>
  attempts === 0 ? 'not observed' : `${attemptsWords(attempts)} not observed`;

/** `exit 137 (SIGKILL) OOMKilled`. */
export function endingWords({ exitCode, signal, reason }: Ending): string {
  const name = signalName(exitCode - 128);
  const known = exitCode > 128 && name !== null ? ` (${name})` : '';
  const by =
    signal === null || signal === 0 ? known : ` (${signalName(signal) ?? `signal ${signal}`})`;
  return `exit ${exitCode}${by}${reason === null ? '' : ` ${reason}`}`;
}

/** `next in 41s` or `next any moment now` of an announced attempt; null when none is announced or it has begun. */
export function nextAttemptWords({ segment }: Pick<Block, 'segment'>, now: Millis): string | null {
  if (segment.kind !== 'back-off' || segment.to !== null || segment.notBefore === null) return null;
  return segment.notBefore > now
    ? `next in ${humanDuration(durationMs(segment.notBefore - now))}`
    : 'next any moment now';
}

/** What the runtime or the kubelet said about it; null when nothing. */
export function messageOf({ segment }: Pick<Block, 'segment'>): string | null {
  const message =
    'ending' in segment ? segment.ending.message : 'message' in segment ? segment.message : null;
  return message === '' ? null : message;
}

/** Everything at a glance in one sentence: the accessible name of a block's button. */
export function blockSentence(name: string, block: Block, now: Millis, zone?: Zone): string {
  const next = nextAttemptWords(block, now);
  const span = spanWords(block, now, zone);
  return `${name}: ${titleOf(block)}, ${span}${next === null ? '' : `, ${next}`}`;
}

/** The same of a mark, which may stand for more than one block. */
export function markSentence(name: string, mark: Mark, now: Millis, zone?: Zone): string {
  const { block, count, attempts } = mark;
  if (count === 1) return blockSentence(name, block, now, zone);
  if (attempts > 1)
    return `${name}: ${attemptsWords(attempts)} too short to draw apart, ${spanWords(mark, now, zone)}; among them ${titleOf(block)}`;
  return `${blockSentence(name, block, now, zone)} (and ${count - 1} more, too short to draw apart)`;
}

const spanWords = (span: Pick<Block, 'from' | 'to'>, now: Millis, zone?: Zone): string =>
  span.to === null
    ? `since ${clockTime(span.from, zone)}, for ${lengthOf(span, now)}`
    : `${clockTime(span.from, zone)} to ${clockTime(span.to, zone)}, ${lengthOf(span, now)}`;

/** What is written on the bar where there is room; `blockSentence` holds the same words. */
export function barText(block: Pick<Block, 'segment'>, now: Millis): string {
  const { segment } = block;
  switch (segment.kind) {
    case 'completed':
      return '✓';
    case 'failed':
      return String(segment.ending.exitCode);
    case 'unobserved':
      return unobservedWords(segment.attempts);
    case 'back-off':
      return nextAttemptWords(block, now) ?? '';
    case 'waiting':
      return waitLabel(segment);
    case 'running':
      return segment.attempt === 0 ? '' : `attempt ${segment.attempt}`;
  }
}
