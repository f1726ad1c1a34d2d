/** What a lane is called, what stands beside its name, and what its bar says to someone who does not see it. */
import type { Lane, LaneRole, Millis } from '@podline/domain';
import { lengthOf } from '../ui/time-words.ts';
import { type Block, CALM_REASONS, type Turn } from './blocks.ts';

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

const GROUPS: readonly { readonly title: string; readonly roles: readonly LaneRole[] }[] = [
  { title: 'Init · in order', roles: ['init'] },
  { title: 'Native sidecars', roles: ['native-sidecar'] },
  { title: 'App', roles: ['app', 'classic-sidecar'] },
  { title: 'Ephemeral', roles: ['ephemeral'] },
];

/** The groups that have a lane, in order; apps come before their classic sidecars. */
export function laneGroupsOf(lanes: readonly Lane[]): readonly LaneGroup[] {
  return GROUPS.flatMap(({ title, roles }) => {
    const members = roles.flatMap((role) => lanes.filter((lane) => lane.role === role));
    if (members.length === 0) return [];
    const hasSidecar = members.some((lane) => lane.role === 'classic-sidecar');
    return [{ title: hasSidecar ? 'App and classic sidecars' : title, lanes: members }];
  });
}

const ROLE_WORDS: Readonly<Record<LaneRole, string>> = {
  init: 'init container',
  'native-sidecar': 'native sidecar',
  app: 'app container',
  'classic-sidecar': 'classic sidecar',
  ephemeral: 'ephemeral container',
};

export const roleWords = (role: LaneRole): string => ROLE_WORDS[role];

export interface Note {
  readonly text: string;
  readonly tone: 'plain' | 'waiting' | 'ready' | 'failed';
}

/** The few words beside a lane's name: how it is doing. */
export function noteOf(lane: Lane, blocks: readonly Block[], turn: Turn, now: Millis): Note {
  const last = blocks.at(-1);
  if (last === undefined) return { text: '', tone: 'plain' };
  const restarts = Math.max(0, ...lane.attempts.map((attempt) => attempt.number));
  const restarted = restarts === 0 ? '' : restarts === 1 ? '1 restart' : `${restarts} restarts`;
  switch (last.kind) {
    case 'idle':
      return { text: waitsWords(turn), tone: 'plain' };
    case 'waiting':
      return waitNote(last);
    case 'running':
      return runningNote(lane, restarted);
    case 'completed': {
      const took = `✓ ${lengthOf(last.from, last.to ?? now)}`;
      return { text: restarted === '' ? took : `${restarted} · ${took}`, tone: 'plain' };
    }
    case 'failed':
      return { text: restarted || endingText(last), tone: 'failed' };
    case 'back-off':
      return { text: restarted || 'about to restart', tone: 'failed' };
    case 'unobserved':
      return { text: restarted || 'not observed', tone: 'plain' };
  }
}

const waitsWords = (turn: Turn): string =>
  turn.waitsFor.length === 0 ? 'waits for its turn' : `waits for ${turn.waitsFor.join(', ')}`;

function waitNote(block: Block): Note {
  const reason = block.segment.kind === 'waiting' ? block.segment.reason : null;
  if (block.isBad) return { text: reason ?? 'waiting', tone: 'failed' };
  const says = reason !== null && !CALM_REASONS.has(reason);
  return { text: says ? reason : 'waiting', tone: 'waiting' };
}

function runningNote(lane: Lane, restarted: string): Note {
  const isReady = lane.ready.at(-1)?.to === null;
  const state = isReady ? 'ready' : lane.role === 'init' ? 'running' : 'not ready';
  const text = restarted === '' ? state : `${restarted} · ${state}`;
  const calm = lane.role === 'init' || lane.role === 'ephemeral' ? 'plain' : 'waiting';
  return { text, tone: isReady ? 'ready' : calm };
}

function endingText({ segment }: Block): string {
  return segment.kind === 'failed' ? `exit ${segment.ending.exitCode}` : '';
}

/** One sentence for the whole bar: which container, what happened in numbers, and what it does now. */
export function laneSentence(lane: Lane, blocks: readonly Block[], note: Note): string {
  const count = (kind: Block['kind']) => blocks.filter((block) => block.kind === kind).length;
  const unobserved = blocks.reduce(
    (sum, { segment }) => sum + (segment.kind === 'unobserved' ? segment.attempts : 0),
    0,
  );
  const happened = [
    times(count('completed'), 'completed'),
    times(count('failed'), 'failed'),
    unobserved === 0 ? null : `${unobserved} attempts not observed`,
  ].filter((part) => part !== null);
  const place = lane.kind === 'init' ? `, ${lane.position}. in start order` : '';
  const state = note.text === '' ? '' : ` Now: ${note.text.replace('✓', 'completed in')}.`;
  const past = happened.length === 0 ? 'no run has ended' : happened.join(', ');
  return `${lane.name}, ${roleWords(lane.role)}${place}: ${past}.${state}`;
}

const times = (count: number, word: string): string | null =>
  count === 0 ? null : count === 1 ? `${word} once` : `${word} ${count} times`;
