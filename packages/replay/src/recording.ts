/** A recording as it lies on disk: a folder of `meta.json`, `pods.ndjson`, `events.ndjson` and `logs/`. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseRfc3339 } from '@podline/domain';
import { RecordingUnreadable } from './errors.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** An API object as received; only what every object has is typed. */
export interface ApiObject extends JsonObject {
  readonly metadata: JsonObject & { readonly resourceVersion: string };
}

const LINE_TYPES = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] as const;
export type LineType = (typeof LINE_TYPES)[number];

/** One line of a watch. */
export interface RecordedLine {
  /** Milliseconds since `meta.recordedAt`. */
  readonly t: number;
  readonly type: LineType;
  readonly object: ApiObject;
  /** The object's JSON, byte for byte as recorded. */
  readonly text: string;
}

export interface RecordingMeta extends JsonObject {
  readonly scenario: string;
  readonly kubernetesVersion: string;
  /** RFC 3339. */
  readonly recordedAt: string;
  readonly durationMs: number;
  /** Names of the recordings that share this one's clock and cluster, itself among them. */
  readonly recordedTogether?: readonly string[];
}

/** A container's log as it was fetched at the end; `null` when it was not. Raw bytes. */
export interface RecordedLog {
  readonly current: Buffer | null;
  readonly previous: Buffer | null;
}

export interface Recording {
  /** The folder's name. */
  readonly name: string;
  readonly dir: string;
  readonly meta: RecordingMeta;
  /** `meta.recordedAt` in milliseconds since 1970. */
  readonly recordedAtMs: number;
  readonly pods: readonly RecordedLine[];
  readonly events: readonly RecordedLine[];
  /** By `POD/CONTAINER`. */
  readonly logs: ReadonlyMap<string, RecordedLog>;
}

/**
 * Reads a recording whole. A folder without logs is fine; lines keep the order of the file.
 * @throws RecordingUnreadable naming the file, and the line, that is missing or broken.
 */
export async function readRecording(dir: string): Promise<Recording> {
  const meta = metaFrom(join(dir, 'meta.json'), await textOf(join(dir, 'meta.json')));
  const [pods, events, logs] = await Promise.all([
    linesOf(join(dir, 'pods.ndjson')),
    linesOf(join(dir, 'events.ndjson')),
    logsOf(join(dir, 'logs')),
  ]);
  const recordedAtMs = parseRfc3339(meta.recordedAt) ?? 0;
  return { name: basename(dir), dir, meta, recordedAtMs, pods, events, logs };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RecordingUnreadable(file, null, `cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);

function parsed(file: string, line: number | null, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RecordingUnreadable(file, line, `is not JSON: ${reasonOf(cause)}.`, { cause });
  }
  if (isObject(value)) return value;
  throw new RecordingUnreadable(file, line, 'is JSON, but not an object.');
}

function metaFrom(file: string, text: string): RecordingMeta {
  const meta = parsed(file, null, text);
  const fault = metaFault(meta);
  if (fault !== null) throw new RecordingUnreadable(file, null, fault);
  // Checked field by field just above.
  return meta as RecordingMeta;
}

function metaFault(meta: JsonObject): string | null {
  const { scenario, kubernetesVersion, recordedAt, durationMs, recordedTogether } = meta;
  if (typeof scenario !== 'string') return 'has no `scenario`, the name of the recording.';
  if (typeof kubernetesVersion !== 'string') return 'has no `kubernetesVersion`.';
  if (typeof recordedAt !== 'string' || parseRfc3339(recordedAt) === null)
    return 'has no `recordedAt` in RFC 3339.';
  if (typeof durationMs !== 'number' || !(durationMs >= 0))
    return 'has no `durationMs`, a number of milliseconds.';
  if (recordedTogether !== undefined && !Array.isArray(recordedTogether))
    return 'has a `recordedTogether` that is not a list of names.';
  return null;
}

async function linesOf(file: string): Promise<RecordedLine[]> {
  const texts = (await textOf(file)).split('\n');
  return texts.flatMap((text, index) => (text === '' ? [] : [lineFrom(file, index + 1, text)]));
}

/** What the recorder writes before and after an object, so that its own bytes can be cut out. */
const AROUND_OBJECT = /^\{"t":[\d.]+,"event":\{"type":"[A-Z]+","object":(\{.*\})\}\}$/s;

function lineFrom(file: string, number: number, text: string): RecordedLine {
  const { t, event } = parsed(file, number, text);
  const fault = lineFault(t, event);
  if (fault !== null) throw new RecordingUnreadable(file, number, fault);
  // Checked field by field just above.
  const { type, object } = event as { type: LineType; object: ApiObject };
  return {
    t: t as number,
    type,
    object,
    text: AROUND_OBJECT.exec(text)?.[1] ?? JSON.stringify(object),
  };
}

function lineFault(t: unknown, event: unknown): string | null {
  if (typeof t !== 'number' || !(t >= 0)) return 'has no `t`, a number of milliseconds.';
  if (!isObject(event)) return 'has no `event`.';
  const { type, object } = event;
  if (!(LINE_TYPES as readonly unknown[]).includes(type))
    return `has an event of the unknown type ${JSON.stringify(type)}.`;
  if (!isObject(object)) return 'has an event without `object`.';
  return type === 'ERROR' ? null : metadataFault(object['metadata'], type === 'BOOKMARK');
}

function metadataFault(metadata: unknown, isBookmark: boolean): string | null {
  if (!isObject(metadata)) return 'has an object without `metadata`.';
  const needed = isBookmark ? ['resourceVersion'] : ['name', 'namespace', 'uid', 'resourceVersion'];
  const missing = needed.find((field) => typeof metadata[field] !== 'string');
  return missing === undefined ? null : `has an object without \`metadata.${missing}\`.`;
}

const LOG_FILE = /^(.+)\.(current|previous)\.txt$/;

async function logsOf(dir: string): Promise<Map<string, RecordedLog>> {
  const logs = new Map<string, RecordedLog>();
  for (const { path, name, pod } of await logFiles(dir)) {
    const [, container, instance] = LOG_FILE.exec(name) ?? [];
    if (container === undefined) continue;
    const key = `${pod}/${container}`;
    const known = logs.get(key) ?? { current: null, previous: null };
    const bytes = await readFile(path);
    logs.set(
      key,
      instance === 'previous' ? { ...known, previous: bytes } : { ...known, current: bytes },
    );
  }
  return logs;
}

async function logFiles(dir: string): Promise<{ path: string; name: string; pod: string }[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({
        path: join(parentPath, name),
        name,
        pod: basename(parentPath),
      }));
  } catch (cause) {
    // A recording of a pod that never ran has no logs folder; any other trouble is told.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new RecordingUnreadable(dir, null, `cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}
