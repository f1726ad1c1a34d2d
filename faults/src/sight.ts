/**
 * What a watcher can have seen, from what it asked and what it was sent.
 *
 * A watch that begins at version R says that its client has taken in everything up to R. Lists begin anew: what passed between
 * the last watch and the list was seen by nobody. So the requests of one scope fall into stretches, each a list and the watches
 * that continue it, and of each version it can be said whether it was seen for certain, perhaps, or not.
 */
import type { Sent, TrueRequest, Truth } from './evidence.ts';

/** A list and the watches that continue it. */
export interface Stretch {
  /** A namespace; '' is all of them. */
  readonly scope: string;
  readonly listVersion: number;
  /** When the list was answered, ms. */
  readonly listAt: number;
  /** It came as the beginning of a watch, which goes on from it. */
  readonly isStream: boolean;
  /** A watch went on from it, so it was taken in. Of other lists (an audit, one before a crash) nobody can say. */
  isTaken: boolean;
  /** Everything that was sent up to this version was taken in. */
  certainVersion: number;
  /** When the newest line was sent that was certainly taken in. */
  certainAt: number;
  /** When the last line of this stretch was sent. */
  lastSentAt: number;
  /** Versions that were sent, whole or spoilt, and when first. */
  readonly sent: Map<number, number>;
  /** Those of them that were never sent whole. */
  readonly spoilt: Set<number>;
  /**
   * Those that came only after a newer one, on a watch that ended: where it ended in between, the next watch goes on from the
   * newer one, and nobody can know that there was an older. (No API server does that; the faults do.)
   */
  readonly late: Set<number>;
}

interface Asked {
  readonly request: TrueRequest;
  readonly from: number;
  readonly lines: readonly Sent[];
}

/**
 * The stretches of every scope, in order. `isQuiet`: the watcher is known to have taken in all that it was sent, because the run
 * ended with nothing under way.
 */
export function stretchesOf(truth: Truth, isQuiet: boolean): readonly Stretch[] {
  const lines = Map.groupBy(truth.sent, ({ request }) => request);
  const asked = truth.requests
    .filter(({ resource, kind }) => resource === 'pods' && (kind === 'list' || kind === 'watch'))
    .map((request) => askedBy(request, lines.get(request.id) ?? []));
  const scopes = Map.groupBy(asked, ({ request }) => request.namespace ?? '');
  return [...scopes].flatMap(([scope, requests]) =>
    stretchesOfScope(scope, requests, truth, isQuiet),
  );
}

function askedBy(request: TrueRequest, lines: readonly Sent[]): Asked {
  const query = new URLSearchParams(request.query);
  return { request, from: Number(query.get('resourceVersion') ?? 0), lines };
}

function stretchesOfScope(
  scope: string,
  requests: readonly Asked[],
  truth: Truth,
  isQuiet: boolean,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const lists: Stretch[] = [];
  for (const asked of requests) {
    const list = listIn(scope, asked, truth);
    if (list !== null) lists.push(list);
    if (list?.isStream) tell(list, asked);
    if (list !== null || !isWatch(asked)) continue;
    if (takesIn(lists, asked.from, stretches, requests)) stretches.push(...lists.splice(0));
    goOn(stretches, asked);
  }
  if (isQuiet) settle(stretches, lists.at(-1));
  return [...stretches, ...lists];
}

/** Nothing is under way: the watch that is open has told all that it was sent. It may have begun with the last list. */
function settle(stretches: readonly Stretch[], last: Stretch | undefined): void {
  if (last?.isStream) last.isTaken = true;
  const open = last?.isStream ? last : stretches.findLast((stretch) => stretch.isTaken);
  if (open === undefined) return;
  open.certainVersion = Number.POSITIVE_INFINITY;
  open.certainAt = open.lastSentAt;
}

/** Whether a watch from there follows one of the lists, which is marked then. */
function takesIn(
  lists: readonly Stretch[],
  from: number,
  stretches: readonly Stretch[],
  requests: readonly Asked[],
): boolean {
  const taken = lists.findLast(({ listVersion, isStream }) =>
    isStream ? listVersion <= from : listVersion === from,
  );
  if (taken === undefined || (!taken.isStream && isAudit(taken, stretches, requests))) return false;
  taken.isTaken = true;
  return true;
}

/** One that was refused says nothing of what the watcher had. */
const isWatch = ({ request: { kind, status }, lines }: Asked): boolean =>
  kind === 'watch' && (status === 200 || lines.length > 0);

/**
 * Whether a list at whose version a watch begins was only looked at beside the watch that was open, and the watch goes on from
 * a version that it had come to by itself.
 */
function isAudit(
  list: Stretch,
  stretches: readonly Stretch[],
  requests: readonly Asked[],
): boolean {
  const last = stretches.findLast((stretch) => stretch.isTaken);
  if (last === undefined || !last.sent.has(list.listVersion)) return false;
  return requests.some(
    ({ request: { kind, at, endedAt } }) =>
      kind === 'watch' &&
      at < list.listAt &&
      (endedAt === null || endedAt > list.listAt + NOTICED_WITHIN_MS),
  );
}

/** A client that closes its watch to list lists before the server has noticed. */
const NOTICED_WITHIN_MS = 250;

/** A watch goes on with the stretch that it continues. */
function goOn(stretches: Stretch[], asked: Asked): void {
  const { from } = asked;
  const index = stretches.findLastIndex((it) => it.isTaken && it.listVersion <= from);
  const stretch = stretches[index];
  if (stretch === undefined) return;
  // After a crash that lost what was not written yet, the watch goes on from before: what was taken in since is not there.
  stretches.splice(index + 1);
  stretch.certainVersion = from;
  const certain = [...stretch.sent].filter(([version]) => version <= from);
  stretch.certainAt = Math.max(stretch.listAt, ...certain.map(([, at]) => at));
  tell(stretch, asked);
}

/** The stretch with what one watch was sent. */
function tell(stretch: Stretch, { request, lines }: Asked): void {
  const told = new Set<number>();
  let newest = 0;
  stretch.lastSentAt = Math.max(stretch.lastSentAt, request.at);
  for (const line of lines) {
    const version = Number(line.resourceVersion ?? Number.NaN);
    if (Number.isNaN(version) || line.type === 'ERROR') continue;
    note(stretch, line, version);
    // Again on the same watch tells nothing about its order.
    if (told.has(version)) continue;
    told.add(version);
    if (version >= newest || request.endedAt === null) stretch.late.delete(version);
    else stretch.late.add(version);
    newest = Math.max(newest, version);
  }
}

function note(stretch: Stretch, { at, whole }: Sent, version: number): void {
  if (whole) stretch.spoilt.delete(version);
  else if (!stretch.sent.has(version)) stretch.spoilt.add(version);
  if (!stretch.sent.has(version)) stretch.sent.set(version, at);
  stretch.lastSentAt = Math.max(stretch.lastSentAt, at);
}

const listIn = (scope: string, asked: Asked, truth: Truth): Stretch | null =>
  asked.request.kind === 'list' ? listed(scope, asked) : initialEvents(scope, asked, truth);

/** The list that a request was answered with; its pages share one version. Null when it was refused or cut. */
function listed(scope: string, { request, lines }: Asked): Stretch | null {
  // One object is asked for to learn whether the server is there and how far it is.
  if (new URLSearchParams(request.query).get('limit') === '1') return null;
  const page = lines.find(({ type, whole }) => type === 'LIST' && whole);
  return page?.resourceVersion == null
    ? null
    : begun(scope, Number(page.resourceVersion), page.at, false);
}

/** A watch may begin with the state: everything up to the first bookmark stands for a list at the bookmark's version. */
function initialEvents(scope: string, { request, lines }: Asked, truth: Truth): Stretch | null {
  if (new URLSearchParams(request.query).get('sendInitialEvents') !== 'true') return null;
  const index = lines.findIndex(({ type, whole }) => type === 'BOOKMARK' && whole);
  const end = lines[index];
  if (end === undefined) return null;
  const version = end.resourceVersion ?? newestIn(truth, lines, index);
  return begun(scope, Number(version), end.at, true);
}

/**
 * The newest change that the first `end` lines show: the object is there as it became by it or later, or is not there because
 * it was deleted. Of what happened in the very moment of the bookmark only that tells on which side of it it was.
 */
function newestIn({ changes }: Truth, lines: readonly Sent[], end: number): number {
  const at = lines[end]?.at ?? 0;
  const shown = new Map(
    lines
      .slice(0, end)
      .map(({ object, resourceVersion }) => [object?.uid, Number(resourceVersion)]),
  );
  const newest = changes.findLast(({ at: changedAt, type, uid, resourceVersion }) => {
    if (changedAt > at) return false;
    return type === 'DELETED' ? !shown.has(uid) : (shown.get(uid) ?? 0) >= resourceVersion;
  });
  return newest?.resourceVersion ?? 0;
}

const begun = (scope: string, listVersion: number, at: number, isStream: boolean): Stretch => ({
  scope,
  isStream,
  listVersion,
  listAt: at,
  isTaken: false,
  certainVersion: listVersion,
  certainAt: at,
  lastSentAt: at,
  sent: new Map(),
  spoilt: new Set(),
  late: new Set(),
});
