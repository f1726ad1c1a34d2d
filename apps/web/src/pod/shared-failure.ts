/** The attempts that failed of the same as the selected one: how they are counted in words, and where each is to be seen. */
import type { FailedAlike, Problem, SharedFailure, SharedFailureDocument } from '@podline/contract';
import type { Millis } from '@podline/domain';
import { podPath } from '../pods/address.ts';
import { dayWords, localTime, type Zone } from '../timeline/time-words.ts';
import { selectedParam } from '../timeline/timeline-address.ts';
import { countWords } from '../ui/count-words.ts';
import { visibleIn } from '../ui/visible.ts';
import type { Whose } from './attempt-log.ts';

/** `Seen 14 times in 3 pods since 20 Nov`; null where it was seen but once. */
export function seenWords(shared: SharedFailure, now: Millis, zone: Zone): string | null {
  const { attempts, pods, isMore, firstAt } = shared;
  if (attempts < 2) return null;
  const least = isMore ? 'at least ' : '';
  const where = pods === 1 ? 'in this pod' : `in ${countWords(pods, 'pod')}`;
  const time = localTime(firstAt, now, zone);
  const since = isSameDay(firstAt, now, zone) ? time : withoutClock(time);
  return `Seen ${least}${countWords(attempts, 'time')} ${where} since ${since}`;
}

const isSameDay = (a: Millis, b: Millis, zone: Zone): boolean =>
  dayWords(a, zone) === dayWords(b, zone) && Math.abs(a - b) < 7 * 86_400_000;

/** A day is enough for what is older than today. */
const withoutClock = (time: string): string => time.replace(/ \S+$/, '');

/** That attempt on its pod's page. */
export function alikePath({ uid, namespace, pod, container, attempt }: FailedAlike): string {
  const selected = selectedParam({ lane: container, attempt, since: null });
  return `${podPath({ namespace, name: pod, uid })}?${new URLSearchParams({ sel: selected })}`;
}

/** It is the one that is looked at. */
export const isItself = (
  of: FailedAlike,
  { uid, container, attempt }: Pick<Whose, 'uid' | 'container' | 'attempt'>,
): boolean => of.uid === uid && of.container === container && of.attempt === attempt;

/** `and 212 older ones`, of those that are counted and not listed; null where all are. */
export function olderWords({ attempts, isMore, newest }: SharedFailureDocument): string | null {
  const older = attempts - newest.length;
  if (older <= 0) return null;
  return `and ${isMore ? 'at least ' : ''}${countWords(older, 'older one')}`;
}

/** Tells rows apart: a run's number may come again when the kubelet counts anew. */
export const alikeKey = ({ uid, container, attempt, seenAt }: FailedAlike): string =>
  `${uid} ${container} ${attempt} ${seenAt}`;

export type ShownAlike =
  | { readonly kind: 'alike'; readonly shared: SharedFailureDocument }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Rejects when no answer comes. */
export async function readAlike(
  key: string,
  get: (address: string) => Promise<Response>,
): Promise<ShownAlike> {
  const answer = await get(`/api/signatures/${encodeURIComponent(key)}`);
  const told: unknown = await answer.json();
  return answer.ok
    ? { kind: 'alike', shared: visibleIn(told as SharedFailureDocument) }
    : { kind: 'problem', problem: visibleIn(told as Problem) };
}
