/**
 * What a container waits for, read from its command, args and literal env: a name, a port, another object, a file. Only targets are
 * kept, never the text of a command, and never what a URL says besides its host and port.
 */
import { fromWithin, withOwnNamespace } from './own-namespace.ts';
import { expandedByKubernetes, type Variables } from './shell-variables.ts';
import { type SimpleCommand, simpleCommands } from './shell-words.ts';
import type { Awaited } from './target.ts';
import { isToolImage, namesTool, toolFor } from './waiting-tools.ts';

export interface Call {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Values that stand in the spec itself, in its order; null of those that come from elsewhere. */
  readonly env: Variables;
}

/** A container waits for few things; more is a script that does its work. */
const MOST = 8;

/** In the order of the text, each once; empty where nothing is recognised. */
export function awaitedBy({ image, command, args, env: raw }: Call): readonly Awaited[] {
  const env = withReferences(raw);
  const variables = new Map(Object.entries(env));
  const words = [...command, ...args].map((word) =>
    withOwnNamespace(expandedByKubernetes(word, variables)),
  );
  const implied = command.length === 0 ? entrypointOf(image) : [];
  const isNamed = namesTool([...implied, ...words].join(' '));
  const commands = isNamed ? commandsOf([...implied, ...words], env) : [];
  const found = commands.flatMap((called) => {
    const [program = '', ...rest] = called.words;
    const tool = toolFor(program);
    if (tool === null || isForItsEnd(called)) return [];
    return tool.targets(rest).map((target): Awaited => {
      const loops = called.inLoop || tool.waits(rest);
      return { ...fromWithin(target), by: tool.name, loops };
    });
  });
  return distinct([...found, ...hostsIn(env)]).slice(0, MOST);
}

/** Values may name those before them: `$(DB_HOST):5432`. */
function withReferences(env: Variables): Variables {
  const told = new Map<string, string | null>();
  for (const [name, value] of Object.entries(env))
    told.set(name, value && expandedByKubernetes(value, told));
  return Object.fromEntries(told);
}

/** `while nslookup old`, `while [ -f /lock ]`, `until ! nc -z old 80`: it goes on once nobody answers, so nobody is missed. */
function isForItsEnd({ words: [program = '', first], endsLoop }: SimpleCommand): boolean {
  if (endsLoop === null) return false;
  const isNot = /^(?:test|\[\[?)$/.test(program) && first === '!';
  return (endsLoop === 'by-failure') !== isNot;
}

function commandsOf(words: readonly string[], env: Variables) {
  const script = words.map(quoted).join(' ');
  return simpleCommands(script, env);
}

/** As one word of a script, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Images that are one tool: their args alone say what they wait for. */
function entrypointOf(image: string): readonly string[] {
  const name = (image.split('@')[0] ?? '').split('/').at(-1)?.split(':')[0] ?? '';
  return isToolImage(name) ? [name] : [];
}

/** `WAIT_HOSTS=db:5432, mq:5672` of docker-compose-wait, which is an entrypoint. */
function hostsIn(env: Variables): readonly Awaited[] {
  const hosts = Object.hasOwn(env, 'WAIT_HOSTS') ? (env['WAIT_HOSTS'] ?? '') : '';
  const tool = toolFor('wait-for-it');
  return tool === null
    ? []
    : hosts
        .split(/[\s,]+/)
        .flatMap((word) => tool.targets([word]))
        .map((target) => ({ ...target, by: 'WAIT_HOSTS', loops: true }));
}

function distinct(all: readonly Awaited[]): readonly Awaited[] {
  const byTarget = new Map<string, Awaited>();
  for (const it of all) {
    const key = JSON.stringify({ ...it, by: '', loops: false });
    if (!byTarget.has(key)) byTarget.set(key, it);
  }
  return [...byTarget.values()];
}
