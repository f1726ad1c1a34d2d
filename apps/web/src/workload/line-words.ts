/** What a pod's line says: how its start went, and what each of its containers did. */
import { between, humanDuration, type LaneDigest, later, type Millis } from '@podline/domain';
import { attemptsWords, lengthOf, titleOf } from '../timeline/block-words.ts';
import type { Block } from '../timeline/blocks.ts';
import { roleWords } from '../timeline/lane-words.ts';
import { stageName } from '../timeline/stages.ts';
import type { PodLine } from './pod-lines.ts';

export interface StartWords {
  readonly text: string;
  readonly tone: 'plain' | 'waiting' | 'failed';
}

/** `ready in 12s`, `pulling for 40s`, `never ready`; empty while nothing is known. */
export function startWords(
  { stages, stuck, deletedAt, createdAt }: PodLine,
  now: Millis,
): StartWords {
  const last = stages.at(-1);
  if (last === undefined) return { text: '', tone: 'plain' };
  if (last.stage === 'readiness' && last.to !== null) {
    const took = humanDuration(between(createdAt, later(last.to, createdAt)));
    return { text: `ready in ${took}`, tone: 'plain' };
  }
  if (deletedAt !== null) return { text: 'never ready', tone: 'failed' };
  const lasts = humanDuration(between(last.from, later(now, last.from)));
  return { text: `${stageName(last)} ${lasts}`, tone: stuck === null ? 'waiting' : 'failed' };
}

/** `init 1 migrate: 3 attempts, 2 failed; now back-off: waits to be started again, for 12s`. */
export function laneLine(lane: LaneDigest, blocks: readonly Block[], now: Millis): string {
  return `${roleWords(lane)} ${lane.name}: ${countWords(lane)}${presentWords(blocks, now)}`;
}

function countWords({ early, segments }: LaneDigest): string {
  let [attempts, failed] = [0, 0];
  for (const stretch of early) {
    attempts += stretch.attempts;
    failed += stretch.failed;
  }
  for (const segment of segments) {
    attempts += 'attempt' in segment ? 1 : segment.kind === 'unobserved' ? segment.attempts : 0;
    failed += segment.kind === 'failed' ? 1 : 0;
  }
  if (attempts === 0) return 'never started';
  return `${attemptsWords(attempts)}${failed === 0 ? '' : `, ${failed} failed`}`;
}

function presentWords(blocks: readonly Block[], now: Millis): string {
  const last = blocks.at(-1);
  if (last === undefined) return '';
  return `; ${last.to === null ? 'now' : 'last'} ${titleOf(last)}, for ${lengthOf(last, now)}`;
}

/** Everything of the line in a sentence; the lanes follow in sentences of their own. */
export function lineSentence(line: PodLine, now: Millis): string {
  const { name, status, ready, node, deletedAt, createdAt, stuck } = line;
  const start = startWords(line, now).text;
  const parts = [
    `${name}: ${status}`,
    `ready ${ready}`,
    ...(start === '' ? [] : [start]),
    ...(stuck === null ? [] : [`stuck: ${stuck.container ?? 'the pod'} ${stuck.says}`]),
    deletedAt === null
      ? `age ${humanDuration(between(createdAt, now))}`
      : `gone ${humanDuration(between(deletedAt, now))} ago`,
    node === null ? 'no node yet' : `on ${node}`,
  ];
  return parts.join(', ');
}
