/** What is to be looked for around a pod before its findings are asked for. */
import type { PodSnapshot } from '../pod-snapshot.ts';
import { logHintOf, saysItWaitsFor } from './log-hints.ts';
import type { LogTail } from './pod-case.ts';
import type { Awaited, Target } from './target.ts';

interface Told {
  readonly snapshot: Pick<PodSnapshot, 'containers' | 'specFacts'>;
  readonly logs?: readonly LogTail[];
}

/** All that its inits and native sidecars may wait for, by their commands and by what they wrote; empty for most pods. */
export function wantedBy({ snapshot, logs = [] }: Told): readonly Target[] {
  const inits = snapshot.containers.filter(({ kind }) => kind === 'init').map(({ name }) => name);
  const told = logs.filter(({ container }) => inits.includes(container));
  return [
    ...inits.flatMap((name) => awaitsOf(snapshot, name)),
    ...told.flatMap(({ lines }) => [logHintOf(lines), saysItWaitsFor(lines)].flatMap(hostOf)),
  ];
}

/** What a container waits for by its command; empty where it names nothing. */
export function awaitsOf({ specFacts }: Told['snapshot'], container: string): readonly Awaited[] {
  const all = specFacts?.containers ?? {};
  return (Object.hasOwn(all, container) ? all[container]?.awaits : undefined) ?? [];
}

const hostOf = (
  told: { readonly host: string | null; readonly port: number | null } | null,
): readonly Target[] =>
  told?.host == null ? [] : [{ kind: 'host', host: told.host, port: told.port }];
