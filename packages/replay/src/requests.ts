/** Who asks, what for, and the answer. */

import type { IncomingMessage } from 'node:http';
import { type Access, type Allow, isReview, refusalOf, reviewed } from './access.ts';
import { type Answer, jsonAnswer } from './answers.ts';
import {
  badRequest,
  methodNotAllowed,
  noSuchResource,
  notAcceptable,
  notFound,
  type Refusal,
  tooLargeVersion,
  unauthorized,
} from './api-status.ts';
import { asksToWatch } from './asked.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { type Format, formatFor, metadataText } from './formats.ts';
import { listBody } from './list.ts';
import { isRefusal, type ListOptions, listOptionsFrom } from './list-options.ts';
import { logOptionsFrom, openLog, writeLog } from './log-stream.ts';
import type { Play } from './play.ts';
import type { JsonObject } from './recording.ts';
import type { Route } from './routes.ts';
import { openWatch, type WatchSettings } from './watch.ts';

export interface RequestContext {
  readonly cluster: Cluster;
  readonly play: Play;
  readonly clock: Clock;
  /** What is accepted at this moment. */
  readonly token: () => string;
  readonly allow: Allow;
  readonly kubernetesVersion: string;
  /** Whether a watch may begin with a list (the feature gate WatchList). */
  readonly streamingLists: boolean;
  readonly futureListWaitMs: number;
  readonly watch: WatchSettings;
  /** Told after the first state of a pod watch is written. */
  readonly onPodWatch: () => void;
}

/** Whom the token belongs to. */
const USER = 'podline-replay';

type CollectionRoute = Extract<Route, { to: 'collection' }>;
type ObjectRoute = Extract<Route, { to: 'object' | 'log' }>;

/**
 * The answer to a request that is no probe; `null` as route: there is nothing there. Waits where the
 * API server waits, for a version of the future.
 */
export async function answerTo(
  context: RequestContext,
  route: Route | null,
  { searchParams }: URL,
  request: IncomingMessage,
): Promise<Answer> {
  if (request.headers.authorization !== `Bearer ${context.token()}`) return unauthorized();
  if (route === null) return noSuchResource();
  return (
    refusalFor(context, route, request, searchParams) ??
    routed(context, route, searchParams, request)
  );
}

async function routed(
  context: RequestContext,
  route: Route,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<Answer> {
  switch (route.to) {
    case 'health':
    case 'version':
      return jsonAnswer(versionText(context));
    case 'review':
      return review(context, route.review, request);
    case 'collection':
      return collection(context, route, query, request);
    case 'object':
      return object(context, route, request);
    case 'log':
      return log(context, route, query);
  }
}

/** What is refused whatever the query says: no such method, no right, no such format. */
function refusalFor(
  { allow }: RequestContext,
  route: Route,
  { method, headers }: IncomingMessage,
  query: URLSearchParams,
): Refusal | null {
  if (method !== (route.to === 'review' ? 'POST' : 'GET')) return methodNotAllowed();
  if (!('kind' in route)) return null;
  const refused = refusalOf(allow, accessOf(route, query));
  if (refused !== null) return refused;
  return route.to === 'log' || formatOf(route, query, headers.accept) !== null
    ? null
    : notAcceptable();
}

/** In which form the answer goes out; `null`: in none that is acceptable. */
function formatOf(
  route: CollectionRoute | ObjectRoute,
  query: URLSearchParams,
  accept = '*/*',
): Format | null {
  const answer = asksToWatch(query) ? 'watch' : 'list';
  return formatFor(accept, route.to === 'collection' ? answer : 'get');
}

function accessOf(route: CollectionRoute | ObjectRoute, query: URLSearchParams): Access {
  const { plural, group } = route.kind;
  const common = { user: USER, group, namespace: route.namespace };
  if (route.to === 'collection') {
    const verb = asksToWatch(query) ? 'watch' : 'list';
    return { ...common, verb, resource: plural, name: null };
  }
  const resource = route.to === 'log' ? `${plural}/log` : plural;
  return { ...common, verb: 'get', resource, name: route.name };
}

function versionText({ kubernetesVersion }: RequestContext): string {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion) ?? [];
  const version = {
    major,
    minor,
    gitVersion: kubernetesVersion,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
  return JSON.stringify(version, null, 2);
}

async function review(
  { allow }: RequestContext,
  name: string,
  request: IncomingMessage,
): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const posted = jsonObject(Buffer.concat(chunks).toString('utf8'));
  if (posted === null || !isReview(name))
    return badRequest('the object provided is unrecognized (must be of type Review)');
  return jsonAnswer(`${JSON.stringify(reviewed(name, posted, USER, allow))}\n`, 201);
}

function jsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : null;
  } catch {
    // Not JSON: the caller says so in the API server's words.
    return null;
  }
}

function object(
  { cluster }: RequestContext,
  route: ObjectRoute,
  { headers }: IncomingMessage,
): Answer {
  const { kind, namespace, name } = route;
  const found = cluster.histories[kind.plural].get(`${namespace ?? ''}/${name}`);
  if (found === undefined) return notFound(kind.plural, name);
  const format = formatOf(route, new URLSearchParams(), headers.accept);
  const text = format === 'metadata' ? metadataText(found) : found.text;
  return { ...jsonAnswer(`${text}\n`), about: { type: 'GET', object: found } };
}

async function collection(
  context: RequestContext,
  route: CollectionRoute,
  query: URLSearchParams,
  { headers }: IncomingMessage,
): Promise<Answer> {
  const { cluster } = context;
  const { kind, namespace } = route;
  const options = listOptionsFrom(query, kind, namespace, context.streamingLists);
  if (isRefusal(options)) return options;
  const needsVersion = !options.watch || options.sendInitialEvents === true;
  if (needsVersion && isOfFuture(context, options)) {
    await new Promise<void>((resolve) => {
      context.clock.setTimeout(resolve, context.futureListWaitMs);
    });
    if (isOfFuture(context, options))
      return tooLargeVersion(options.resourceVersion ?? 0, cluster.version());
  }
  const history = cluster.histories[kind.plural];
  if (!options.watch) {
    const format = formatOf(route, query, headers.accept) ?? 'whole';
    const listed = listBody(history, options, cluster.version(), namespace, format);
    if (isRefusal(listed)) return listed;
    return { ...jsonAnswer(listed.text), about: { type: 'LIST', object: null }, listed };
  }
  return {
    type: 'application/json',
    open: (sink) => {
      const stop = openWatch(history, options, sink, context.watch);
      if (kind.plural === 'pods') context.onPodWatch();
      return stop;
    },
  };
}

const isOfFuture = ({ cluster }: RequestContext, { resourceVersion }: ListOptions): boolean =>
  (resourceVersion ?? 0) > cluster.version();

function log(
  { cluster, play }: RequestContext,
  { name, namespace, kind }: ObjectRoute,
  query: URLSearchParams,
): Answer {
  const options = logOptionsFrom(query);
  if (isRefusal(options)) return options;
  const pod = cluster.histories.pods.get(`${namespace ?? ''}/${name}`);
  if (pod === undefined) return notFound(kind.plural, name);
  const opened = openLog(cluster, play, pod, options);
  if (isRefusal(opened)) return opened;
  return {
    type: 'text/plain',
    open: (sink) => writeLog(opened, options, cluster, play, sink),
  };
}
