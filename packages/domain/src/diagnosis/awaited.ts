/**
 * What a container waits for, read from its command, args and literal env: a name, a port, another object, a file. Only targets are
 * kept, never the text of a command, and never what a URL says besides its host and port.
 */
import { fromWithin, withOwnNamespace } from './own-namespace.ts';
import { expanded, simpleCommands, type Variables } from './shell-words.ts';
import type { Awaited } from './target.ts';
import { namesTool, toolFor } from './waiting-tools.ts';

export interface Call {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Values that stand in the spec itself. */
  readonly env: Variables;
}

/** A container waits for few things; more is a script that does its work. */
const MOST = 8;

/** In the order of the text, each once; empty where nothing is recognised. */
export function awaitedBy({ image, command, args, env }: Call): readonly Awaited[] {
  const variables = new Map(Object.entries(env));
  const words = [...command, ...args].map((word) => withOwnNamespace(expanded(word, variables)));
  const implied = command.length === 0 ? entrypointOf(image) : [];
  const isNamed = namesTool([...implied, ...words].join(' '));
  const commands = isNamed ? commandsOf([...implied, ...words], env) : [];
  const found = commands.flatMap(({ words: [program = '', ...rest], inLoop }) => {
    const tool = toolFor(program);
    if (tool === null) return [];
    return tool.targets(rest).map((target): Awaited => {
      const loops = inLoop || tool.waits(rest);
      return { ...fromWithin(target), by: tool.name, loops };
    });
  });
  return distinct([...found, ...hostsIn(env)]).slice(0, MOST);
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
  return toolFor(name) === null ? [] : [name];
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
