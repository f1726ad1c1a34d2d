/** What is known of one block: for its tooltip, its card and its accessible name. */
import type { Attempt, Ending, Lane, Millis } from '@podline/domain';
import { lengthOf, localTime } from '../ui/time-words.ts';
import type { Block, Turn } from './blocks.ts';
import { roleWords } from './lane-words.ts';

export interface Fact {
  readonly term: string;
  /** A point in time is shown local, with UTC at hand. */
  readonly value: string | { readonly at: Millis };
  readonly tone?: 'failed';
}

export interface Facts {
  /** `attempt 3 failed`. */
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** The run that a block shows; null where it shows none. */
export function attemptOfBlock(lane: Lane, { segment }: Block): Attempt | null {
  if (!('attempt' in segment)) return null;
  const sameNumber = lane.attempts.filter((attempt) => attempt.number === segment.attempt);
  // Numbers come again when the kubelet counts anew.
  return sameNumber.find((a) => a.startedAt === segment.from) ?? sameNumber[0] ?? null;
}

/** The facts of a block. `now` closes what is open and counts down. */
export function factsOf(lane: Lane, block: Block, turn: Turn, now: Millis): Facts {
  const attempt = attemptOfBlock(lane, block);
  const facts = [
    ...timeFacts(block, attempt, now),
    ...detailFacts(block, turn, now),
    ...(attempt === null ? [] : attemptFacts(lane, attempt)),
  ];
  return { title: titleOf(block), facts };
}

function titleOf({ kind, segment }: Block): string {
  if (kind === 'idle') return 'its turn has not come';
  switch (segment.kind) {
    case 'waiting':
      return segment.reason === null ? 'waiting' : `waiting: ${segment.reason}`;
    case 'running':
      return `attempt ${segment.attempt} runs`;
    case 'completed':
      return `attempt ${segment.attempt} completed`;
    case 'failed':
      return `attempt ${segment.attempt} failed`;
    case 'back-off':
      return 'back-off: waits before the next attempt';
    case 'unobserved':
      return unobservedTitle(segment.attempts);
  }
}

/** `3 attempts not observed`; nobody watched where the number is 0. */
export function unobservedTitle(attempts: number): string {
  if (attempts === 0) return 'not observed';
  return attempts === 1 ? '1 attempt not observed' : `${attempts} attempts not observed`;
}

function timeFacts(block: Block, attempt: Attempt | null, now: Millis): readonly Fact[] {
  const isRun = attempt !== null;
  const start: Fact =
    isRun && attempt.startedAt === null
      ? { term: 'Started', value: 'not known' }
      : { term: isRun ? 'Started' : 'From', value: { at: block.from } };
  const length = lengthOf(block.from, block.to ?? now);
  if (block.to === null) return [start, { term: 'So far', value: length }];
  return [
    start,
    { term: isRun ? 'Finished' : 'To', value: { at: block.to } },
    { term: 'Duration', value: length },
  ];
}

function detailFacts({ kind, segment }: Block, turn: Turn, now: Millis): readonly Fact[] {
  if (kind === 'idle') {
    return turn.waitsFor.length === 0
      ? []
      : [{ term: 'Waits for', value: turn.waitsFor.join(', ') }];
  }
  switch (segment.kind) {
    case 'running':
      return [];
    case 'waiting':
      return textFact('Message', segment.message);
    case 'completed':
    case 'failed':
      return endingFacts(segment.ending, segment.kind === 'failed');
    case 'back-off':
      return [
        ...backOffFacts(segment.notBefore, segment.to, now),
        ...textFact('Message', segment.message),
      ];
    case 'unobserved':
      return textFact('Because', segment.cause);
  }
}

function endingFacts(ending: Ending, isFailure: boolean): readonly Fact[] {
  const exit = `${ending.exitCode}${ending.reason === null ? '' : ` ${ending.reason}`}`;
  return [
    isFailure ? { term: 'Exit', value: exit, tone: 'failed' } : { term: 'Exit', value: exit },
    ...textFact('Signal', ending.signal === null ? null : String(ending.signal)),
    ...textFact('Message', ending.message),
  ];
}

function backOffFacts(notBefore: Millis | null, to: Millis | null, now: Millis): readonly Fact[] {
  if (notBefore === null || to !== null) return [];
  const left = notBefore > now ? `in ${lengthOf(now, notBefore)}` : 'any moment now';
  return [
    { term: 'Not before', value: { at: notBefore } },
    { term: 'Next attempt', value: left },
  ];
}

function attemptFacts(lane: Lane, attempt: Attempt): readonly Fact[] {
  return [
    ...textFact('Image', lane.image),
    ...textFact('Image id', attempt.imageId),
    ...textFact('Container id', attempt.containerId),
    {
      term: 'Observed',
      value:
        attempt.seen === 'live'
          ? 'while it was so'
          : 'afterwards: known only from what the kubelet kept of it',
    },
  ];
}

const textFact = (term: string, value: string | null): readonly Fact[] =>
  value === null || value === '' ? [] : [{ term, value }];

/** What a screen reader says of a block: `db-migrate, init container, attempt 3 failed. Started 13:34:12. Exit 1 Error. …` */
export function factSentence(lane: Lane, { title, facts }: Facts, now: Millis): string {
  const said = facts
    .filter(({ term }) => !SEEN_ONLY.has(term))
    .map(
      ({ term, value }) =>
        `${term} ${typeof value === 'string' ? value : localTime(value.at, now)}`,
    );
  return [`${lane.name}, ${roleWords(lane.role)}, ${title}`, ...said].join('. ');
}

/** Long and of use only to be copied. */
const SEEN_ONLY: ReadonlySet<string> = new Set(['Image', 'Image id', 'Container id']);

/** What a piece of several blocks says: `7 stretches too short to draw: 4 failed, 3 back-off`. */
export function mergedTitle(blocks: readonly Block[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of blocks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}`);
  return `${blocks.length} stretches too short to draw one by one: ${parts.join(', ')}`;
}
