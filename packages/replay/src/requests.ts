/** One HTTP request: who asks, what for, and the answer. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Access, type Allow, isReview, refusalOf, reviewed } from './access.ts';
import { type Answer, jsonAnswer, send } from './answers.ts';
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
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { listBody } from './list.ts';
import { isRefusal, type ListOptions, listOptionsFrom } from './list-options.ts';
import { logOptionsFrom, openLog, writeLog } from './log-stream.ts';
import type { Play } from './play.ts';
import type { JsonObject } from './recording.ts';
import { type Route, routeFor } from './routes.ts';
import { openWatch, type WatchSettings } from './watch.ts';

interface RequestContext {
  readonly cluster: Cluster;
  readonly play: Play;
  readonly clock: Clock;
  readonly token: string;
  readonly allow: Allow;
  readonly kubernetesVersion: string;
  readonly futureListWaitMs: number;
  readonly watch: WatchSettings;
  /** Told after the first state of a pod watch is written. */
  readonly onPodWatch: () => void;
}

/** Whom the token belongs to. */
const USER = 'podline-replay';

type CollectionRoute = Extract<Route, { to: 'collection' }>;
type ObjectRoute = Extract<Route, { to: 'object' | 'log' }>;

/** Answers every request; what goes wrong in it is answered as 500 and never ends the server. */
export function requestListener(context: RequestContext) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answerTo(context, request)
      .then((answer) => send(response, answer))
      .catch((cause: unknown) => {
        // A response that has begun cannot be refused any more: cut it, so that nobody takes it as whole.
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end(String(cause));
      });
  };
}

async function answerTo(context: RequestContext, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://replay');
  const route = routeFor(url.pathname);
  // Probes carry no token.
  if (route?.to === 'health') return { type: 'text/plain', text: 'ok', code: 200 };
  if (request.headers.authorization !== `Bearer ${context.token}`) return unauthorized();
  if (route === null) return noSuchResource();
  return (
    refusalFor(context, route, request, url.searchParams) ??
    routed(context, route, url.searchParams, request)
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
      return collection(context, route, query);
    case 'object':
      return object(context, route);
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
  return route.to === 'log' || acceptsJson(headers.accept ?? '*/*') ? null : notAcceptable();
}

function accessOf(route: CollectionRoute | ObjectRoute, query: URLSearchParams): Access {
  const common = { user: USER, group: '', namespace: route.namespace };
  const { plural } = route.kind;
  if (route.to === 'collection') {
    const watches = query.has('watch') && !['0', 'false'].includes(query.get('watch') ?? '');
    return { ...common, verb: watches ? 'watch' : 'list', resource: plural, name: null };
  }
  const resource = route.to === 'log' ? `${plural}/log` : plural;
  return { ...common, verb: 'get', resource, name: route.name };
}

/** JSON as it is, not as a Table: the only representation served. */
function acceptsJson(accept: string): boolean {
  return accept.split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const isTransformed = parameters.some((parameter) => parameter.startsWith('as='));
    return ['application/json', 'application/*', '*/*'].includes(type ?? '') && !isTransformed;
  });
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

function object({ cluster }: RequestContext, { kind, namespace, name }: ObjectRoute): Answer {
  const found = cluster.histories[kind.plural].get(`${namespace ?? ''}/${name}`);
  return found === undefined ? notFound(kind.plural, name) : jsonAnswer(`${found.text}\n`);
}

async function collection(
  context: RequestContext,
  { kind, namespace }: CollectionRoute,
  query: URLSearchParams,
): Promise<Answer> {
  const { cluster } = context;
  const options = listOptionsFrom(query, kind, namespace);
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
    const body = listBody(history, options, cluster.version(), namespace);
    return typeof body === 'string' ? jsonAnswer(body) : body;
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
