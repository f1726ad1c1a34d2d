/** What a lane is called, what stands beside its name, and what its bar says to someone who does not see it. */
import type { Lane, Millis } from '@podline/domain';
import { lengthOf, titleOf } from './block-words.ts';
import type { Block, LaneBlocks } from './blocks.ts';
import { waitLabel } from './wait-words.ts';

/** `init 2`, `native sidecar 3`: the number is its place in the order of the start. */
export function roleWords(lane: Pick<Lane, 'role' | 'position'>): string {
  switch (lane.role) {
    case 'init':
      return `init ${lane.position}`;
    case 'native-sidecar':
      return `native sidecar ${lane.position}`;
    case 'app':
      return 'app';
    case 'classic-sidecar':
      return 'classic sidecar';
    case 'ephemeral':
      return 'ephemeral container';
  }
}

export interface Note {
  readonly text: string;
  readonly tone: 'plain' | 'waiting' | 'ready' | 'failed';
}

const plain = (text: string): Note => ({ text, tone: 'plain' });

/** The few words beside a lane's name: the one thing to know of it now. */
export function noteOf({ lane, blocks }: LaneBlocks, now: Millis): Note {
  const last = blocks.at(-1);
  if (last === undefined) return plain('');
  const restarts = restartWords(lane);
  switch (last.look) {
    case 'idle':
    case 'pod-wait':
      return plain(labelOf(last));
    case 'waiting':
      return { text: labelOf(last), tone: 'waiting' };
    case 'bad-wait':
      return { text: labelOf(last), tone: 'failed' };
    case 'running':
      return runningNote(lane, restarts);
    case 'completed':
      return plain(joined(restarts, `✓ ${lengthOf(last, now)}`));
    case 'failed':
      return { text: restarts || 'failed', tone: 'failed' };
    case 'back-off':
      return { text: restarts || 'restarts soon', tone: 'failed' };
    case 'unobserved':
      return plain(restarts || 'not observed');
  }
}

const labelOf = ({ segment }: Block): string =>
  segment.kind === 'waiting' ? waitLabel(segment) : '';

function runningNote(lane: Lane, restarts: string): Note {
  if (lane.role === 'init' || lane.role === 'ephemeral') return plain(joined(restarts, 'runs'));
  const isReady = lane.ready.at(-1)?.to === null;
  if (isReady) return { text: joined(restarts, 'ready'), tone: 'ready' };
  return { text: joined(restarts, 'not ready'), tone: 'waiting' };
}

/** As kubectl counts: the number of the newest run. */
function restartWords(lane: Lane): string {
  // Not by spreading: a lane may have more attempts than a call may have arguments.
  const restarts = lane.attempts.reduce((most, { number }) => Math.max(most, number), 0);
  if (restarts === 0) return '';
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}

const joined = (first: string, second: string): string =>
  first === '' ? second : `${first} · ${second}`;

/** The whole lane in a sentence. */
export function laneSentence({ lane, blocks }: LaneBlocks, now: Millis): string {
  return `${roleWords(lane)} ${lane.name}: ${historyWords(blocks)}; ${presentWords(blocks, now)}${volumeWords(lane)}.`;
}

function historyWords(blocks: readonly Block[]): string {
  const count = (...looks: readonly Block['look'][]): number =>
    blocks.filter(({ look }) => looks.includes(look)).length;
  const attempts = count('running', 'completed', 'failed');
  const unseen = blocks.reduce(
    (sum, { segment }) => sum + (segment.kind === 'unobserved' ? segment.attempts : 0),
    0,
  );
  const unseenWords = unseen === 0 ? '' : `, ${unseen} not observed`;
  if (attempts === 0) return `never started${unseenWords}`;
  const seen = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${count('failed')} failed`;
  return `${seen}${unseenWords}`;
}

function presentWords(blocks: readonly Block[], now: Millis): string {
  const last = blocks.at(-1);
  if (last === undefined) return 'nothing is known of it';
  const when = last.to === null ? 'now' : 'last';
  return `${when} ${titleOf(last)}, for ${lengthOf(last, now)}`;
}

function volumeWords({ sharedVolumes = [] }: Lane): string {
  if (sharedVolumes.length === 0) return '';
  const shared = sharedVolumes.map(
    ({ volume, with: others }) => `${volume} with ${others.join(', ')}`,
  );
  return `; shares the volume ${shared.join('; ')}`;
}
