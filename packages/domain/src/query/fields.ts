/** The words of the query language: what can be asked of a pod in a list. */
import type { LaneRole } from '../lane.ts';
import type { Millis } from '../time.ts';
import type { Workload } from '../workload.ts';

/** What a row must carry to be found. */
export interface Queryable {
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly workload: Workload | null;
  readonly status: string;
  readonly restarts: number;
  readonly createdAt: Millis;
  readonly labels: Readonly<Record<string, string>>;
  /** Of its waits, ends and of the pod itself. */
  readonly reasons: readonly string[];
  readonly traits: readonly Trait[];
  readonly stuck: { readonly container: string | null } | null;
  readonly cause: { readonly code: string; readonly subject: string | null } | null;
  readonly pips: readonly {
    readonly name: string;
    readonly role: LaneRole;
    readonly image: string;
  }[];
}

/** What a pod is at a glance; asked for with `is:`. */
export const TRAITS = [
  'stuck',
  'initializing',
  'starting',
  'crash-looping',
  'sidecar-not-ready',
  'ready',
  'finished',
  'failed',
  'terminating',
] as const;
export type Trait = (typeof TRAITS)[number];

export const ROLES: readonly LaneRole[] = [
  'init',
  'native-sidecar',
  'app',
  'classic-sidecar',
  'ephemeral',
];

/** Fields whose values are text and may hold `*`. */
export const TEXT_FIELDS = [
  'ns',
  'name',
  'node',
  'status',
  'workload',
  'reason',
  'image',
  'container',
  'blocker',
  'cause',
  'subject',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Whose values are counted for completion. */
export const FACET_FIELDS = [...TEXT_FIELDS, 'label'] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

export type Field = TextField | 'role' | 'label' | 'is' | 'restarts' | 'age';

export interface FieldWords {
  readonly field: Field;
  readonly means: string;
  readonly example: string;
}

/** In the order in which they are offered. */
export const FIELDS: readonly FieldWords[] = [
  { field: 'ns', means: 'namespace', example: 'ns:shop' },
  { field: 'status', means: 'kubectl’s STATUS', example: 'status:Init*' },
  { field: 'is', means: 'what it is at a glance', example: 'is:stuck' },
  { field: 'workload', means: 'what controls it', example: 'workload:Deployment/web' },
  { field: 'node', means: 'node', example: 'node:worker-2' },
  { field: 'reason', means: 'reason of a wait or an end', example: 'reason:CrashLoopBackOff' },
  { field: 'container', means: 'name of a container', example: 'container:istio-proxy' },
  { field: 'blocker', means: 'container that holds it up', example: 'blocker:db-migrate' },
  { field: 'cause', means: 'code of its cause', example: 'cause:image-not-found' },
  { field: 'subject', means: 'what is missing or does not answer', example: 'subject:~app-config' },
  { field: 'image', means: 'image of a container', example: 'image:~istio' },
  { field: 'role', means: 'role of a container', example: 'role:native-sidecar' },
  { field: 'label', means: 'label', example: 'label:app=web' },
  { field: 'name', means: 'name of the pod', example: 'name:web-*' },
  { field: 'restarts', means: 'restarts', example: 'restarts:>3' },
  { field: 'age', means: 'age', example: 'age:<10m' },
];

const ALIASES: ReadonlyMap<string, Field> = new Map([
  ['namespace', 'ns'],
  ['pod', 'name'],
  ['owner', 'workload'],
  ['wl', 'workload'],
]);

/** The field of that name, in any case and by its other names; null when there is none. */
export function fieldNamed(word: string): Field | null {
  const name = word.toLowerCase();
  return FIELDS.find(({ field }) => field === name)?.field ?? ALIASES.get(name) ?? null;
}

export const isTextField = (field: Field): field is TextField =>
  TEXT_FIELDS.some((known) => known === field);
