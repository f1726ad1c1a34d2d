/** How far what is shown can be trusted, in the words that the page shows. */
import {
  type ClusterStatus,
  type FailingScope,
  type Notice,
  type NoticeCode,
  type Problem,
  problem,
  type WatchState,
} from '@podline/contract';
import { earlier, type Millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { problemOf } from './problem.ts';

export interface WatchHealth {
  /** What the reflector of `scope` said, after what it brought was taken care of. */
  heard(scope: string, event: ReflectorEvent<unknown>, at: Millis): void;
  /** Something that keeps every watch from beginning (a kubeconfig that cannot be used). */
  cannotBegin(problem: Problem): void;
  /** Since when the database has taken nothing; null when it does. */
  notRecording(since: Millis | null): void;
  /** Events taken since more came than is recorded at once; null when it does not. */
  catchingUp(scope: string, events: number | null): void;
  /** Something that people should know and that nobody waits for. */
  notice(code: NoticeCode, said: Pick<Notice, 'sentence' | 'namespace'>, at: Millis): void;
  /** What the notice of that code told is over. */
  settled(code: NoticeCode): void;
  /** All of it, as of now. */
  status(): Trust;
}

export type Trust = Pick<
  ClusterStatus,
  'watch' | 'failing' | 'notRecordingSince' | 'catchingUp' | 'notices'
>;

export interface WatchHealthParts {
  readonly scopes: readonly string[];
  /** Milliseconds that only grow: how long a trouble lasts has nothing to do with who sets the clock on the wall. */
  readonly monotonic: () => number;
  /** Calls back once, `ms` from now. */
  readonly after: (ms: number, callback: () => void) => void;
  /** Called after every change that the page should learn of. */
  readonly changed: () => void;
}

/** One moment by both clocks. */
interface Moment {
  readonly at: Millis;
  readonly tick: number;
}

interface ScopeHealth {
  /** When it last said anything but a failure. */
  readonly heard: Moment | null;
  /** Whether a watch was ever open: before, there is nothing to show. */
  readonly hasWatched: boolean;
  /** Objects of the list under way, before the first watch. */
  readonly listed: number | null;
  /** Since when the cluster no longer has what happened; null while it does. */
  readonly expiredSince: Millis | null;
  /** Null while its watch is open. */
  readonly failing: Failing | null;
}

interface Failing {
  readonly problem: Problem;
  readonly since: Moment;
  /** From which tick on it is told: what passes within seconds would only flicker. */
  readonly toldFrom: number;
}

const NOT_HEARD: ScopeHealth = {
  heard: null,
  hasWatched: false,
  listed: null,
  expiredSince: null,
  failing: null,
};

/** A watch that is cut is opened again within seconds, as a rule. */
const PASSING_MS = 15_000;
/** What does not pass by itself, or says why it takes longer, is told at once. */
const AT_ONCE: ReadonlySet<KubeFailure['code']> = new Set([
  'unauthorized',
  'forbidden',
  'misconfigured',
  'login-failed',
  'throttled',
]);

export function watchHealth(parts: WatchHealthParts): WatchHealth {
  const { scopes, monotonic, after, changed } = parts;
  const health = new Map<string, ScopeHealth>();
  const behind = new Map<string, number>();
  const notices = new Map<NoticeCode, Notice>();
  let unusable: Problem | null = null;
  let notRecordingSince: Millis | null = null;

  return {
    heard(scope, event, at) {
      const before = health.get(scope) ?? NOT_HEARD;
      const told = afterHearing(before, event, { at, tick: monotonic() });
      health.set(scope, told);
      const isNews = unusable !== null || isOtherwise(before, told);
      unusable = null;
      const leftMs = (told.failing?.toldFrom ?? 0) - monotonic();
      if (leftMs > 0 && told.failing?.toldFrom !== before.failing?.toldFrom) after(leftMs, changed);
      if (isNews) changed();
      if (event.kind === 'oversized') this.notice('OBJECT_TOO_LARGE', tooLarge(event), at);
    },
    cannotBegin(problem) {
      unusable = problem;
      changed();
    },
    notRecording(since) {
      if (since === notRecordingSince) return;
      notRecordingSince = since;
      changed();
    },
    catchingUp(scope, events) {
      const before = behind.get(scope) ?? null;
      if (events === null) behind.delete(scope);
      else behind.set(scope, events);
      if (before !== events) changed();
    },
    notice(code, { sentence, namespace }, at) {
      const count = (notices.get(code)?.count ?? 0) + 1;
      notices.set(code, { code, sentence, namespace, at, count });
      changed();
    },
    settled(code) {
      if (notices.delete(code)) changed();
    },
    status() {
      const all = scopes.map((scope) => ({
        namespace: scope,
        ...(health.get(scope) ?? NOT_HEARD),
      }));
      const failing = all.flatMap(({ namespace, failing, hasWatched }) =>
        failing === null || (hasWatched && failing.toldFrom > monotonic())
          ? []
          : [{ namespace, ...failing }],
      );
      const others = all.filter((scope) => !failing.some((it) => it.namespace === scope.namespace));
      return {
        watch:
          unusable === null
            ? watchOf(all, others, failing)
            : { state: 'connecting', problem: unusable, listed: null },
        failing: others.length === 0 ? [] : failing.map(asFailingScope),
        notRecordingSince,
        catchingUp: behind.size === 0 ? null : [...behind.values()].reduce((a, b) => a + b),
        notices: [...notices.values()],
      };
    },
  };
}

function afterHearing(
  before: ScopeHealth,
  event: ReflectorEvent<unknown>,
  moment: Moment,
): ScopeHealth {
  switch (event.kind) {
    case 'watching':
      return { ...NOT_HEARD, heard: moment, hasWatched: true };
    case 'listed':
      return { ...before, heard: moment, listed: event.count };
    case 'expired':
      return { ...before, expiredSince: before.expiredSince ?? (before.heard ?? moment).at };
    case 'failed':
      return { ...before, failing: afterFailure(before, event, moment) };
    case 'overdue': {
      const silent = problem('CLUSTER_SILENT');
      const since = { at: event.since, tick: (before.heard ?? moment).tick };
      return { ...before, failing: { problem: silent, since, toldFrom: moment.tick } };
    }
    case 'list-began':
    case 'list-ended':
      return { ...before, heard: moment };
    case 'unreadable':
    case 'oversized':
    case 'applied':
    case 'deleted':
    case 'replayed':
    case 'bookmark': {
      // It speaks again: what was overdue has come. Any other failure ends with the next open watch.
      const isSilence = before.failing?.problem.code === 'CLUSTER_SILENT';
      return { ...before, heard: moment, failing: isSilence ? null : before.failing };
    }
  }
}

function afterFailure(
  before: ScopeHealth,
  { failure, retryInMs }: ReflectorEvent<unknown> & { kind: 'failed' },
  moment: Moment,
): Failing {
  // A connection that fell silent may have missed everything since its last word; one that broke, nothing before that.
  const trueUntil = failure.code === 'timeout' ? (before.heard ?? moment) : moment;
  const { tick } = moment;
  const since = before.failing?.since ?? trueUntil;
  const isTold = before.failing !== null && before.failing.toldFrom <= tick;
  const isLong = AT_ONCE.has(failure.code) || tick + retryInMs - since.tick >= PASSING_MS;
  const toldFrom =
    isTold || isLong ? Math.min(tick, before.failing?.toldFrom ?? tick) : since.tick + PASSING_MS;
  return { problem: problemOf(failure), since, toldFrom };
}

function watchOf(
  all: readonly ScopeHealth[],
  others: readonly ScopeHealth[],
  failing: readonly (Failing & { readonly namespace: string })[],
): WatchState {
  const [first] = failing;
  if (others.length > 0 || first === undefined) return watchOfThoseThatWork(others);
  if (all.some((scope) => !scope.hasWatched))
    return { state: 'connecting', problem: first.problem, listed: listedBy(all) };
  const since = failing.map((it) => it.since.at).reduce(earlier, first.since.at);
  return { state: 'stale', since, problem: first.problem };
}

function watchOfThoseThatWork(scopes: readonly ScopeHealth[]): WatchState {
  if (scopes.some((scope) => !scope.hasWatched))
    return { state: 'connecting', problem: null, listed: listedBy(scopes) };
  const expired = scopes.flatMap((scope) => scope.expiredSince ?? []);
  const [since] = expired;
  if (since === undefined) return { state: 'live' };
  return { state: 'resyncing', since: expired.reduce(earlier, since) };
}

function listedBy(scopes: readonly ScopeHealth[]): number | null {
  const counts = scopes.flatMap((scope) => scope.listed ?? []);
  return counts.length === 0 ? null : counts.reduce((a, b) => a + b);
}

const isOtherwise = (a: ScopeHealth, b: ScopeHealth): boolean =>
  a.failing !== b.failing ||
  a.hasWatched !== b.hasWatched ||
  a.listed !== b.listed ||
  a.expiredSince !== b.expiredSince;

const asFailingScope = ({
  namespace,
  since,
  problem,
}: Failing & { readonly namespace: string }): FailingScope => ({
  namespace,
  since: since.at,
  problem,
});

function tooLarge({
  object,
  bytes,
}: ReflectorEvent<unknown> & { kind: 'oversized' }): Pick<Notice, 'sentence' | 'namespace'> {
  const size = `${Math.round(bytes / 1024 / 1024)} MB`;
  const name = object === null ? 'An object' : `The pod ${object.namespace}/${object.name}`;
  const sentence = `${name} is too large to be read (${size} and more), so it is left out.`;
  return { sentence, namespace: object?.namespace ?? null };
}
