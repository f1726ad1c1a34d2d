/** What a block says in words: for tooltips, the facts card, the bar itself and screen readers. */
import { durationMs, type Ending, humanDuration, type Millis } from '@podline/domain';
import type { Block, Turn } from './blocks.ts';
import { clockTime } from './time-words.ts';

/** The kubelet's times are whole seconds, so nothing finer is claimed. */
export function lengthOf({ from, to }: Pick<Block, 'from' | 'to'>, now: Millis): string {
  const length = (to ?? now) - from;
  return length < 1000 ? 'under 1s' : humanDuration(durationMs(length));
}

/** The headline of a block, e.g. `attempt 3 failed: exit 1 Error`. Attempts are numbered as kubectl counts restarts, from 0. */
export function titleOf({ look, segment }: Block, turn: Turn): string {
  if (look === 'idle') return `waits for ${turn.after ?? 'the pod to be set up'}`;
  switch (segment.kind) {
    case 'waiting':
      return waitTitle(segment.reason);
    case 'running':
      return `attempt ${segment.attempt} runs`;
    case 'completed':
      return `attempt ${segment.attempt} ended well: ${endingWords(segment.ending)}`;
    case 'failed':
      return `attempt ${segment.attempt} failed: ${endingWords(segment.ending)}`;
    case 'back-off':
      return 'back-off: waits to be started again';
    case 'unobserved':
      return unobservedWords(segment.attempts);
  }
}

function waitTitle(reason: string | null): string {
  if (reason === null) return 'waits; the kubelet has said nothing yet';
  if (reason === 'PodInitializing')
    return 'its turn has come, it does not run yet (PodInitializing)';
  if (reason === 'ContainerCreating') return 'is being created (ContainerCreating)';
  return `waits: ${reason}`;
}

const unobservedWords = (attempts: number): string =>
  attempts === 0
    ? 'not observed'
    : `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} not observed`;

const SIGNALS: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  131: 'SIGQUIT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  141: 'SIGPIPE',
  143: 'SIGTERM',
};

/** `exit 137 (SIGKILL) OOMKilled`. */
export function endingWords({ exitCode, signal, reason }: Ending): string {
  const name = SIGNALS[exitCode];
  const known = name === undefined ? '' : ` (${name})`;
  const by = signal === null || signal === 0 ? known : ` (signal ${signal})`;
  return `exit ${exitCode}${by}${reason === null ? '' : ` ${reason}`}`;
}

/** `next in 41s` or `next any moment now` of an announced attempt; null when none is announced or it has begun. */
export function nextAttemptWords({ segment }: Block, now: Millis): string | null {
  if (segment.kind !== 'back-off' || segment.to !== null || segment.notBefore === null) return null;
  return segment.notBefore > now
    ? `next in ${humanDuration(durationMs(segment.notBefore - now))}`
    : 'next any moment now';
}

/** What the runtime or the kubelet said about it; null when nothing. */
export function messageOf({ segment }: Block): string | null {
  const message =
    'ending' in segment ? segment.ending.message : 'message' in segment ? segment.message : null;
  return message === '' ? null : message;
}

/** Everything at a glance in one sentence: the accessible name of a block's button. */
export function blockSentence(name: string, block: Block, turn: Turn, now: Millis): string {
  const span =
    block.to === null
      ? `since ${clockTime(block.from)}, for ${lengthOf(block, now)}`
      : `${clockTime(block.from)} to ${clockTime(block.to)}, ${lengthOf(block, now)}`;
  const next = nextAttemptWords(block, now);
  return `${name}: ${titleOf(block, turn)}, ${span}${next === null ? '' : `, ${next}`}`;
}

/** What is written on the bar where there is room; `blockSentence` holds the same words. */
export function barText(block: Block, now: Millis): string {
  const { look, segment } = block;
  if (look === 'idle') return '';
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
      return look === 'bad-wait' ? (segment.reason ?? '') : '';
    case 'running':
      return '';
  }
}
