/** For tests: a client that asks as a Kubernetes client does, and the recordings that lie in the repository. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JsonObject, LineType, RecordedLine, Recording } from './recording.ts';
import { readRecording } from './recording.ts';

export const recordingsDir = fileURLToPath(new URL('../../../recordings', import.meta.url));

/** A recording of the repository, by name. */
export const recorded = (name: string): Promise<Recording> =>
  readRecording(`${recordingsDir}/${name}`);

/** One exchange of `recordings/_protocol`: what the real API server answered. */
interface Exchange {
  readonly request: { readonly path: string; readonly headers: Record<string, string> };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly lines?: readonly { readonly line: string }[];
  };
}

export async function exchanges(name: string): Promise<readonly Exchange[]> {
  const text = await readFile(`${recordingsDir}/_protocol/${name}.json`, 'utf8');
  return (JSON.parse(text) as { exchanges: Exchange[] }).exchanges;
}

/** An object of an API answer, loosely typed as tests read it. */
interface Answered extends JsonObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly items: readonly Answered[];
  readonly message: string;
  readonly reason: string;
  readonly code: number;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: Answered;
}

interface ServerAddress {
  readonly url: string;
  readonly kubeconfig: string;
}

/** The token that a kubeconfig carries. */
const tokenOf = ({ kubeconfig }: ServerAddress): string =>
  JSON.parse(/token: (".*")/.exec(kubeconfig)?.[1] ?? '""') as string;

const ask = (server: ServerAddress, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${tokenOf(server)}`, ...init.headers },
  });

/** A whole answer. */
export async function get(server: ServerAddress, path: string, init: RequestInit = {}) {
  const response = await ask(server, path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** A whole answer that is JSON. */
export async function getJson(server: ServerAddress, path: string): Promise<Answered> {
  return JSON.parse((await get(server, path)).text) as Answered;
}

/** The resourceVersion of a list made now. */
export const listVersion = async (server: ServerAddress, path = '/api/v1/pods'): Promise<string> =>
  (await getJson(server, path)).metadata.resourceVersion;

export interface OpenStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next line; `null` when the stream has ended cleanly. */
  next(): Promise<string | null>;
  /** The next watch event. */
  event(): Promise<WatchEvent>;
  /** The next `count` events. */
  events(count: number): Promise<WatchEvent[]>;
  /** All lines until the end. */
  rest(): Promise<string[]>;
  close(): void;
}

/** A stream, read line by line as lines come. Resolves when the headers are there. */
export async function open(server: ServerAddress, path: string): Promise<OpenStream> {
  const abort = new AbortController();
  const response = await ask(server, path, { signal: abort.signal });
  const lines = linesOf(response);
  const next = async (): Promise<string | null> => (await lines.next()).value ?? null;
  const event = async (): Promise<WatchEvent> => {
    const line = await next();
    if (line === null) throw new Error(`the stream ${path} has ended`);
    return JSON.parse(line) as WatchEvent;
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    event,
    events: async (count) => {
      const events: WatchEvent[] = [];
      while (events.length < count) events.push(await event());
      return events;
    },
    rest: async () => {
      const all: string[] = [];
      for await (const text of lines) all.push(text);
      return all;
    },
    close: () => abort.abort(),
  };
}

async function* linesOf(response: Response): AsyncGenerator<string, undefined> {
  // Pieces of a line that has not ended are only put together when it has: a line may be very long.
  let pieces: string[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const [first = '', ...lines] = decoder
      .decode(chunk as Uint8Array, { stream: true })
      .split('\n');
    pieces.push(first);
    for (const line of lines) {
      yield pieces.join('');
      pieces = [line];
    }
  }
  const last = pieces.join('');
  if (last !== '') yield last;
  return undefined;
}

/** A line of a made-up recording. */
export const line = (t: number, type: LineType, object: JsonObject): RecordedLine => ({
  t,
  type,
  object: object as RecordedLine['object'],
  text: JSON.stringify(object),
});

/** A pod of a made-up recording: what is given, over a plain one. */
export function pod(name: string, version: number, labels: Record<string, string> = {}) {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace: 'made-up',
      uid: `00000000-0000-4000-a000-${name.padStart(12, '0').slice(-12)}`,
      resourceVersion: String(version),
      creationTimestamp: '2026-11-22T08:00:01Z',
      labels,
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'app' }] },
    status: { phase: 'Running' },
  };
}

/** A made-up recording of these pod lines. */
export function recording(pods: readonly RecordedLine[], more: Partial<Recording> = {}): Recording {
  const recordedAt = '2026-11-22T08:00:00.000Z';
  const name = more.name ?? 'made-up';
  return {
    name,
    dir: name,
    meta: { scenario: name, kubernetesVersion: 'v1.36.2', recordedAt, durationMs: 10_000 },
    recordedAtMs: Date.parse(recordedAt),
    pods,
    events: [],
    logs: new Map(),
    ...more,
  };
}

/** A recorded body or first line, parsed. */
export const bodyOf = (exchange: Exchange | undefined): JsonObject =>
  JSON.parse(
    exchange?.response.body ?? exchange?.response.lines?.[0]?.line ?? 'null',
  ) as JsonObject;

/** The namespace of the recorded lists: five pods, and an Event after them. */
export async function pages(): Promise<Recording> {
  const [, , , first, second] = await exchanges('list-paginated');
  const items = [bodyOf(first), bodyOf(second)].flatMap((list) => list['items'] as JsonObject[]);
  const event = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: 'a.1', namespace: 'other', uid: 'e', resourceVersion: '9523' },
  };
  return recording(
    items.map((item) => line(0, 'ADDED', { kind: 'Pod', apiVersion: 'v1', ...item })),
    { events: [line(0, 'ADDED', event)] },
  );
}
