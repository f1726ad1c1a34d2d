/** What a server in a process of its own can be told, and what it is started with. All of it is JSON. */

import type { ReplayOptions, ReplayServer } from './api-server.ts';
import type { ObjectRef } from './by-hand.ts';
import { Unplayable } from './errors.ts';
import type { Fault, FaultScope, StrikeDeed } from './faults.ts';
import { type FleetOptions, fleetOf } from './fleet.ts';
import { type JsonObject, type Recording, readRecording } from './recording.ts';

export interface ReplayProcessOptions {
  /** Folders. */
  readonly recordings?: readonly string[];
  /** Each made of the recording in a folder. */
  readonly fleets?: readonly (FleetOptions & { readonly recording: string })[];
  /** Where the kubeconfig is written as soon as the server listens. */
  readonly kubeconfig: string;
  /** The kubeconfig names this file as the holder of the token. */
  readonly tokenFile?: string;
  readonly server?: Omit<ReplayOptions, 'recordings' | 'allow' | 'clock'>;
}

/** One word to the server. What comes back is what the method of that name returns. */
export type ReplayCommand =
  | { readonly do: 'inject'; readonly fault: Fault }
  | { readonly do: 'clear'; readonly id?: string }
  | { readonly do: 'times'; readonly id: string }
  | { readonly do: 'done'; readonly id: string; readonly times?: number }
  | { readonly do: 'strike'; readonly deed: StrikeDeed; readonly scope?: FaultScope }
  | { readonly do: 'start' | 'compact' | 'counts' | 'version' | 'close' }
  | { readonly do: 'advance'; readonly to: number }
  | { readonly do: 'apply'; readonly object: JsonObject }
  /** `patch` is a JSON merge patch (RFC 7396). */
  | { readonly do: 'patch'; readonly ref: ObjectRef; readonly patch: JsonObject }
  | { readonly do: 'delete' | 'recreate'; readonly ref: ObjectRef }
  | { readonly do: 'rotate-token'; readonly token?: string }
  /** The ground truth, written into a file. */
  | { readonly do: 'truth'; readonly file: string };

/** What is to be played. @throws RecordingUnreadable, Unplayable. */
export async function recordingsFor({
  recordings = [],
  fleets = [],
}: ReplayProcessOptions): Promise<ReplayOptions['recordings']> {
  const plain = await Promise.all(recordings.map(readRecording));
  const made = fleets.map(async ({ recording, ...options }) =>
    fleetOf(await read(recording, plain), options),
  );
  return [...plain, ...(await Promise.all(made))];
}

/** A folder that is read already is not read twice. */
async function read(dir: string, known: readonly Recording[]): Promise<Recording> {
  return known.find((recording) => recording.dir === dir) ?? readRecording(dir);
}

/** Does what a command says. @throws whatever the server's own method throws. */
export async function obey(server: ReplayServer, command: ReplayCommand): Promise<unknown> {
  switch (command.do) {
    case 'inject':
    case 'clear':
    case 'times':
    case 'done':
    case 'strike':
      return obeyFault(server, command);
    case 'apply':
    case 'patch':
    case 'delete':
    case 'recreate':
      return obeyHand(server, command);
    case 'start':
      return server.play.start();
    case 'advance':
      return server.play.advanceTo(command.to);
    case 'compact':
      return server.compact();
    case 'counts':
      return server.truth.counts();
    case 'version':
      return server.resourceVersion();
    case 'truth':
      return server.truth.dump(command.file);
    case 'rotate-token':
      return server.rotateToken(command.token);
    case 'close':
      return server.close();
  }
  // From another process anything may come.
  throw new Unplayable(`There is no command ${JSON.stringify(command)}.`);
}

type FaultCommand = Extract<
  ReplayCommand,
  { do: 'inject' | 'clear' | 'times' | 'done' | 'strike' }
>;

async function obeyFault({ faults }: ReplayServer, command: FaultCommand): Promise<unknown> {
  switch (command.do) {
    case 'inject':
      return faults.inject(command.fault);
    case 'clear':
      return faults.clear(command.id);
    case 'times':
      return faults.times(command.id);
    case 'done':
      return faults.done(command.id, command.times);
    case 'strike':
      return faults.strike(command.deed, command.scope);
  }
}

type HandCommand = Extract<ReplayCommand, { do: 'apply' | 'patch' | 'delete' | 'recreate' }>;

function obeyHand(server: ReplayServer, command: HandCommand): unknown {
  switch (command.do) {
    case 'apply':
      return server.apply(command.object);
    case 'patch':
      return server.mutate(command.ref, (object) => merged(object, command.patch));
    case 'delete':
      return server.delete(command.ref);
    case 'recreate':
      return server.recreate(command.ref);
  }
}

/** RFC 7396: `null` takes away, an object goes in, anything else replaces. */
function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (isPlain(value)) result[key] = merged(isPlain(result[key]) ? result[key] : {}, value);
    else result[key] = value;
  }
  return result;
}

const isPlain = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
