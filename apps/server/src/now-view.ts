/** What the page Now shows, kept per namespace, so that each viewer's is put together from what that viewer may see. */
import { type BadEnd, type Cause, NOW_LIMITS, type NowState, type PodRow } from '@podline/contract';
import { type Millis, millis } from '@podline/domain';
import type { Viewer } from '@podline/transport/server';
import { causesOf } from './causes.ts';

const HOUR_MS = 3_600_000;
/** What ended badly longer ago is no news. */
const ENDED_MS = HOUR_MS / 2;
/** Of pods that are gone, so many ends are kept. */
const GONE = 500;
/** A state in which nothing changed is put together again after this: hours pass. */
const STALE_MS = 5_000;

type Counted = 'pods' | 'initializing' | 'stuck' | 'crashLooping' | 'sidecarsNotReady';

/** By uid. */
type Rows = Map<string, PodRow>;

/** The pods of a namespace that one of the figures counts. */
type Namespace = Readonly<
  Record<Exclude<Counted, 'pods'> | 'starting' | 'failures' | 'startups', Rows>
> & { readonly pods: Set<string> };

export class NowBoard {
  readonly #now: () => Millis;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #made = new Map<
    Viewer,
    { version: number; at: Millis; text: string; state: NowState }
  >();
  #gone: BadEnd[] = [];
  #version = 0;

  constructor(now: () => Millis) {
    this.#now = now;
  }

  clear(): void {
    this.#namespaces.clear();
    this.#made.clear();
    this.#gone = [];
    this.#version += 1;
  }

  /** New, changed, or gone (`deletedAt`). */
  put(row: PodRow): void {
    const { uid } = row;
    const namespace = this.#namespaces.get(row.namespace) ?? emptyNamespace();
    const hadPod = namespace.pods.has(uid);
    this.#namespaces.set(row.namespace, namespace);
    const isThere = row.deletedAt === null;
    if (isThere) namespace.pods.add(uid);
    else namespace.pods.delete(uid);
    for (const name of LISTS) keep(namespace[name], row, isThere && HOLDS[name](row));
    if (!isThere && hadPod && row.lastFailure !== null) this.#gone.push(badEnd(row, true));
    if (this.#gone.length > 2 * GONE) this.#gone = this.#gone.slice(-GONE);
    if (namespace.pods.size === 0) this.#namespaces.delete(row.namespace);
    this.#version += 1;
  }

  /** The same object while it says the same. */
  stateFor(viewer: Viewer): NowState {
    const now = this.#now();
    const before = this.#made.get(viewer);
    if (before?.version === this.#version && now - before.at < STALE_MS && now >= before.at)
      return before.state;
    const made = this.#stateAt(viewer, now);
    const text = JSON.stringify(made);
    const state = before?.text === text ? before.state : made;
    this.#made.set(viewer, { version: this.#version, at: now, text, state });
    return state;
  }

  /** All there are, whoever looks. */
  causes(): readonly Cause[] {
    const stuck = [...this.#namespaces.values()].flatMap((of) => [...of.stuck.values()]);
    return causesOf(stuck, this.#now(), Number.POSITIVE_INFINITY).causes;
  }

  #stateAt(viewer: Viewer, now: Millis): NowState {
    const seen = [...this.#namespaces].filter(([name]) => viewer.canSee(name)).map(([, of]) => of);
    const all = (list: (typeof LISTS)[number]): PodRow[] =>
      seen.flatMap((namespace) => [...namespace[list].values()]);
    const [stuck, initializing, crashLooping] = [
      all('stuck'),
      all('initializing'),
      all('crashLooping'),
    ];
    const notReady = all('sidecarsNotReady');
    const starts = all('startups').flatMap(({ startedUp }) =>
      startedUp !== null && startedUp.at > now - HOUR_MS ? [startedUp.tookMs] : [],
    );
    const { causes, more } = causesOf(stuck, now);
    return {
      kind: 'now',
      figures: {
        pods: seen.reduce((sum, { pods }) => sum + pods.size, 0),
        namespaces: seen.length,
        initializing: initializing.length,
        initializingStuck: initializing.filter(isStuck).length,
        stuck: stuck.length,
        stuckSince: oldest(stuck),
        crashLooping: crashLooping.length,
        crashLoopingInInit: crashLooping.filter(({ traits }) => traits.includes('initializing'))
          .length,
        sidecarsNotReady: notReady.length,
        sidecars: namesOf(notReady),
        startupP95Ms: percentile95(starts),
        startups: starts.length,
      },
      causes,
      moreCauses: more,
      starting: all('starting')
        .sort((a, b) => a.createdAt - b.createdAt || byName(a, b))
        .slice(0, NOW_LIMITS.starting)
        .map(({ uid, namespace, name, status, ready, createdAt }) => ({
          uid,
          namespace,
          name,
          status,
          ready,
          createdAt,
        })),
      ended: this.#ended(viewer, all('failures'), now),
    };
  }

  #ended(viewer: Viewer, rows: readonly PodRow[], now: Millis): readonly BadEnd[] {
    const isNews = ({ at }: { readonly at: Millis }): boolean => at > now - ENDED_MS;
    this.#gone = this.#gone.filter(isNews);
    const there = rows.flatMap((row) =>
      row.lastFailure !== null && isNews(row.lastFailure) ? [badEnd(row, false)] : [],
    );
    const gone = this.#gone.filter(({ namespace }) => viewer.canSee(namespace));
    return [...there, ...gone]
      .sort((a, b) => b.at - a.at || byName(a, b))
      .slice(0, NOW_LIMITS.ended);
  }
}

const LISTS = [
  'initializing',
  'stuck',
  'crashLooping',
  'sidecarsNotReady',
  'starting',
  'failures',
  'startups',
] as const;

const isStuck = ({ traits }: PodRow): boolean => traits.includes('stuck');

const HOLDS: Readonly<Record<(typeof LISTS)[number], (row: PodRow) => boolean>> = {
  initializing: ({ traits }) => traits.includes('initializing'),
  stuck: isStuck,
  crashLooping: ({ traits }) => traits.includes('crash-looping'),
  sidecarsNotReady: ({ traits }) => traits.includes('sidecar-not-ready'),
  starting: ({ traits }) => traits.includes('starting'),
  failures: ({ lastFailure }) => lastFailure !== null,
  startups: ({ startedUp }) => startedUp !== null,
};

const emptyNamespace = (): Namespace => ({
  pods: new Set(),
  initializing: new Map(),
  stuck: new Map(),
  crashLooping: new Map(),
  sidecarsNotReady: new Map(),
  starting: new Map(),
  failures: new Map(),
  startups: new Map(),
});

function keep(rows: Rows, row: PodRow, isHeld: boolean): void {
  if (isHeld) rows.set(row.uid, row);
  else rows.delete(row.uid);
}

const badEnd = (row: PodRow, isGone: boolean): BadEnd => {
  const { uid, namespace, name, status, ready, lastFailure } = row;
  if (lastFailure === null) throw new Error(`${namespace}/${name} did not end badly.`);
  return { uid, namespace, name, status, ready, isGone, ...lastFailure };
};

interface Named {
  readonly namespace: string;
  readonly name: string;
}
const byName = (a: Named, b: Named): number =>
  `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;

const oldest = (rows: readonly PodRow[]): Millis | null => {
  const since = rows.flatMap(({ stuck }) => stuck?.since ?? []);
  return since.length === 0 ? null : millis(Math.min(...since));
};

/** Sidecars that are not ready, the most frequent first. */
function namesOf(rows: readonly PodRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name, role, state } of rows.flatMap(({ pips }) => pips)) {
    const isSidecar = role === 'native-sidecar' || role === 'classic-sidecar';
    if (isSidecar && (state === 'running' || state === 'failed'))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([name]) => name);
}

/** The nearest rank: of 100, 95 are no longer. */
function percentile95(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
}
