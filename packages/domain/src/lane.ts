/** A lane is one container's row: which role it has, because of what, what it shares, and in what order rows stand. */
import type { ContainerSpec, PodSnapshot } from './pod-snapshot.ts';
import { ROLE_RULES, type RoleRule, ruleFor } from './role-rules.ts';

export type LaneRole = 'init' | 'native-sidecar' | 'app' | 'classic-sidecar' | 'ephemeral';

export interface LaneSpec extends ContainerSpec {
  readonly role: LaneRole;
  /** A sentence: because of what it has this role. */
  readonly roleBecause: string;
  /** The volumes that other containers of the pod mount too, each with those others in start order. Missing in old records. */
  readonly sharedVolumes?: readonly SharedVolume[];
}

export interface SharedVolume {
  readonly volume: string;
  readonly with: readonly string[];
}

/**
 * The containers of the spec in start order (inits and native sidecars as listed, apps, ephemeral), each with its role.
 * `rules` stands for the built-in table: put `ROLE_RULES` after your own.
 *
 * What a webhook added can be told only where the snapshot has the owner's `template`.
 */
export function lanesOf(
  pod: PodSnapshot,
  rules: readonly RoleRule[] = ROLE_RULES,
): readonly LaneSpec[] {
  const order = { init: 0, app: 1, ephemeral: 2 } as const;
  const containers = [...pod.containers].sort((a, b) => order[a.kind] - order[b.kind]);
  const helpers = classicSidecars(pod, rules);
  return containers.map((container) => ({
    ...container,
    ...roleOf(container, pod, helpers, rules),
    sharedVolumes: sharedBy(container, containers),
  }));
}

function sharedBy(
  container: ContainerSpec,
  all: readonly ContainerSpec[],
): readonly SharedVolume[] {
  return container.volumes.flatMap((volume) => {
    const others = all.filter((it) => it !== container && it.volumes.includes(volume));
    return others.length === 0 ? [] : [{ volume, with: others.map(({ name }) => name) }];
  });
}

interface Role {
  readonly role: LaneRole;
  readonly roleBecause: string;
}

function roleOf(
  container: ContainerSpec,
  pod: PodSnapshot,
  helpers: ReadonlyMap<string, string>,
  rules: readonly RoleRule[],
): Role {
  switch (container.kind) {
    case 'ephemeral':
      return { role: 'ephemeral', roleBecause: 'It was added to the running pod (kubectl debug).' };
    case 'init': {
      const rule = ruleFor(container, pod, rules);
      const maker = rule === null ? '' : ` ${ruleSentence(container, rule)}`;
      return container.restartPolicy === 'Always'
        ? {
            role: 'native-sidecar',
            roleBecause: `It is an init container with restartPolicy Always: it keeps running.${maker}`,
          }
        : {
            role: 'init',
            roleBecause: `It stands in initContainers: it runs to completion, in order.${maker}`,
          };
    }
    case 'app': {
      const because = helpers.get(container.name);
      return because === undefined
        ? { role: 'app', roleBecause: appBecause(container, pod, rules) }
        : { role: 'classic-sidecar', roleBecause: because };
    }
  }
}

function appBecause(
  container: ContainerSpec,
  pod: PodSnapshot,
  rules: readonly RoleRule[],
): string {
  if (roleTold(pod, container) === 'app') return ownSentence(container, 'app');
  if (container.name === pod.defaultContainer) {
    return 'The annotation kubectl.kubernetes.io/default-container names it.';
  }
  const rule = ruleFor(container, pod, rules);
  return rule?.role === 'app'
    ? ruleSentence(container, rule)
    : 'It stands in containers and nothing marks it as a helper.';
}

/** Names that say "I collect, ship or forward". A hint, weaker than a rule. */
const HELPER_NAME =
  /^(?:logs?|logging|metrics?)-(?:collector|shipper|forwarder|tailer|router|agent)$/;

const roleTold = (
  { roles }: PodSnapshot,
  { name }: ContainerSpec,
): 'app' | 'sidecar' | undefined =>
  roles !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined;

/** Which of the app containers are helpers, and because of what. At least one stays the app, unless annotations say otherwise. */
function classicSidecars(
  pod: PodSnapshot,
  rules: readonly RoleRule[],
): ReadonlyMap<string, string> {
  const apps = pod.containers.filter((c) => c.kind === 'app');
  const found = new Map<string, string>();
  const named = apps.some((c) => c.name === pod.defaultContainer) ? pod.defaultContainer : null;
  for (const container of apps) {
    const own = roleTold(pod, container);
    const because =
      own === undefined
        ? container.name !== named && helperBecause(container, pod, named, rules)
        : own === 'sidecar' && ownSentence(container, 'sidecar');
    if (because) found.set(container.name, because);
  }
  const first = apps.find((c) => roleTold(pod, c) === undefined);
  if (found.size === apps.length && first !== undefined) found.delete(first.name);
  return found;
}

function helperBecause(
  container: ContainerSpec,
  pod: PodSnapshot,
  defaultContainer: string | null,
  rules: readonly RoleRule[],
): string | null {
  const rule = ruleFor(container, pod, rules);
  if (rule?.role === 'sidecar') return ruleSentence(container, rule);
  if (defaultContainer !== null) {
    return `The annotation kubectl.kubernetes.io/default-container names ${defaultContainer} as the app.`;
  }
  if (rule !== null) return null;
  if (HELPER_NAME.test(container.name)) return `Its name, ${container.name}, is that of a helper.`;
  return injectedBecause(container, pod);
}

function injectedBecause({ name }: ContainerSpec, { template, owner }: PodSnapshot): string | null {
  if (template === undefined || owner === null || template.includes(name)) return null;
  return `The template of the ${owner.kind} ${owner.name} does not have it: it was added when the pod was created.`;
}

const ownSentence = ({ name }: ContainerSpec, role: string): string =>
  `The annotation ${ROLE_ANNOTATION}${name} says ${role}.`;

function ruleSentence({ name, image }: ContainerSpec, { by, role, ...rule }: RoleRule): string {
  if (rule.name === undefined) return `Its image, ${image}, is that of a helper.`;
  const what = role === 'init' ? 'init container' : role;
  return `${by[0]?.toUpperCase()}${by.slice(1)} names its ${what} ${name}.`;
}

/** `role.podline.dev/<container>: app | sidecar` on a pod outweighs every other sign. */
export const ROLE_ANNOTATION = 'role.podline.dev/';
