/**
 * One look around a pod: from what it waits for to the Services and Jobs that this may mean, to the pods behind them, and to what those
 * wait for in turn. It takes along no more than a finding can need: never a cluster.
 */
import {
  type Awaited,
  aliasOf,
  isNear,
  type JobSeen,
  meaningsOf,
  type PodBehind,
  type ServiceName,
  type ServiceSeen,
  type Surroundings,
  type Target,
  type Unseen,
} from '@podline/domain';
import { endpointsOf, type SliceKept } from './endpoints.ts';
import type { JobKept, ServiceKept } from './kept.ts';
import { hasLabels, type LivePod, podBehind, worstFirst } from './pods-behind.ts';
import type { AroundKind, Seen } from './seen.ts';
import type { Shelf } from './shelf.ts';

/** What there is to look at. */
export interface Sight {
  readonly services: Shelf<ServiceKept>;
  /** Grouped by `namespace/service`. */
  readonly slices: Shelf<SliceKept>;
  readonly jobs: Shelf<JobKept>;
  readonly seen: Seen;
  readonly podsIn: (namespace: string) => readonly LivePod[];
}

export interface Look {
  readonly surroundings: Surroundings;
  /** What the findings hang on: see `neighbourhood.ts`. */
  readonly keys: ReadonlySet<string>;
}

/** A chain of waits is followed so far. */
const LINKS = 5;
/** Of a Service or a Job; a hundred replicas that are stuck are stuck alike. */
const PODS = 20;
/** Services whose pods are looked at, and names that nobody has and others are compared with, in one look. */
const SERVICES = 100;
const UNKNOWN = 20;
/** Names that are nearly the same, and namespaces with the same: a finding names three. */
const SOME = 4;
/** Compared with a name that nobody has. */
const NAMES = 10_000;

export function lookAround(
  sight: Sight,
  from: { readonly namespace: string; readonly wanted: readonly Target[] },
): Look {
  const walk = new Walk(sight);
  walk.go(from.namespace, from.wanted);
  return walk.end();
}

class Walk {
  readonly #sight: Sight;
  readonly #services = new Map<string, ServiceSeen>();
  /** By their names alone: nothing is waited for there. */
  readonly #mentioned = new Map<string, ServiceSeen>();
  readonly #jobs = new Map<string, JobSeen>();
  readonly #unseen = new Map<string, Unseen>();
  readonly #keys = new Set<string>();
  readonly #pods = new Map<string, readonly LivePod[]>();
  #unknown = 0;

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  go(namespace: string, wanted: readonly Target[]): void {
    for (const target of wanted) this.#look(namespace, target, 0);
  }

  end(): Look {
    const { seen } = this.#sight;
    const surroundings: Surroundings = {
      ...(seen.anywhere('services') ? { services: this.#told() } : {}),
      ...(seen.anywhere('jobs') ? { jobs: [...this.#jobs.values()] } : {}),
      ...(this.#unseen.size === 0 ? {} : { unseen: [...this.#unseen.values()] }),
    };
    return { surroundings, keys: this.#keys };
  }

  #told(): readonly ServiceSeen[] {
    return [...new Map([...this.#mentioned, ...this.#services]).values()];
  }

  #look(namespace: string, target: Target, depth: number): void {
    if (target.kind === 'file' || depth >= LINKS) return;
    if (target.kind === 'host') {
      for (const name of meaningsOf(target.host, namespace)) this.#service(name, depth);
      return;
    }
    const name = { namespace: target.namespace ?? namespace, name: target.name };
    if (target.object === 'service') this.#service(name, depth);
    if (target.object === 'job') this.#job(name, depth);
  }

  /** Whether they are seen there; what is not is told. */
  #sees(kind: AroundKind, namespace: string): boolean {
    this.#keys.add(`kind ${kind}`);
    const because = this.#sight.seen.whyNot(kind, namespace);
    if (because !== null) this.#unseen.set(`${kind} ${namespace}`, { kind, namespace, because });
    return because === null;
  }

  #service(name: ServiceName, depth: number): void {
    const { namespace } = name;
    const key = `${namespace}/${name.name}`;
    if (this.#services.has(key)) return;
    this.#keys.add(`service ${key}`);
    if (!this.#sees('services', namespace)) return;
    const service = this.#sight.services.get(namespace, name.name);
    if (service === null) this.#instead(name);
    else this.#put(service, name.pod ?? null, depth);
  }

  /** What else it may have been meant to be: the same name elsewhere, nearly the same here; and any at all, for a namespace is one that has some. */
  #instead({ namespace, name }: ServiceName): void {
    const { services } = this.#sight;
    this.#keys.add(`name ${name}`).add(`absent ${namespace}`);
    for (const group of some(services.groupsWith(name))) this.#mention(group, name);
    for (const witness of first(services.names(namespace), 1)) this.#mention(namespace, witness);
    this.#unknown += 1;
    if (this.#unknown > UNKNOWN) return;
    for (const near of nearTo(name, services.names(namespace))) this.#mention(namespace, near);
  }

  #mention(namespace: string, name: string): void {
    const { services, seen } = this.#sight;
    const service = services.get(namespace, name);
    if (service !== null && seen.whyNot('services', namespace) === null)
      this.#mentioned.set(`${namespace}/${name}`, { namespace, name, ports: portsOf(service) });
  }

  #put(service: ServiceKept, podName: string | null, depth: number): void {
    const { namespace, name, externalName, isHeadless, createdAt, selector } = service;
    const { publishesNotReady } = service;
    const key = `${namespace}/${name}`;
    const slices = this.#sees('endpoints', namespace) ? this.#sight.slices.values(key) : null;
    const isMany = this.#services.size >= SERVICES;
    const pods = isMany ? [] : this.#behind(service, slices ?? []);
    const base: ServiceSeen = {
      ...{ namespace, name, createdAt, isHeadless },
      ports: portsOf(service),
      hasSelector: selector !== null,
      ...(publishesNotReady ? { publishesNotReady } : {}),
      ...(externalName === null ? {} : { externalName }),
      ...(isMany && slices === null ? {} : endpointsOf(service, slices, pods)),
    };
    // Before its pods: a chain that leads back finds it here.
    this.#services.set(key, base);
    if (isMany) return;
    const alias = externalName === null ? null : aliasOf(externalName);
    if (alias !== null && depth + 1 < LINKS) this.#service(alias, depth + 1);
    const named = pods.filter(({ row }) => row.name === podName);
    const told = [...named, ...worstFirst(pods).filter(({ row }) => row.name !== podName)];
    this.#services.set(key, { ...base, pods: this.#follow(told, depth) });
  }

  /** By its endpoints, and by its labels: a pod without an address is no endpoint yet. */
  #behind({ namespace, selector }: ServiceKept, slices: readonly SliceKept[]): readonly LivePod[] {
    const uids = new Set(slices.flatMap(({ endpoints }) => endpoints.map(({ podUid }) => podUid)));
    return this.#podsIn(namespace).filter(
      ({ row, snapshot }) =>
        uids.has(row.uid) || (selector !== null && hasLabels(snapshot, selector)),
    );
  }

  #job({ namespace, name }: { namespace: string; name: string }, depth: number): void {
    const key = `${namespace}/${name}`;
    this.#keys.add(`job ${key}`);
    if (this.#jobs.has(key) || !this.#sees('jobs', namespace)) return;
    const job = this.#sight.jobs.get(namespace, name);
    if (job === null) return;
    this.#jobs.set(key, job);
    if (job.state === 'complete') return;
    const own = this.#podsIn(namespace).filter(
      ({ row }) => row.workload?.kind === 'Job' && row.workload.name === name,
    );
    this.#jobs.set(key, { ...job, pods: this.#follow(worstFirst(own), depth) });
  }

  #follow(pods: readonly LivePod[], depth: number): readonly PodBehind[] {
    const followed = pods.find(({ row }) => row.stuck !== null);
    return pods.slice(0, PODS).map((pod) => {
      const { row } = pod;
      this.#keys.add(`pod ${row.uid}`);
      return podBehind(pod, (awaits) => {
        // A finding follows the first that is stuck, and of no other it is known what there is around it.
        if (pod !== followed) return undefined;
        for (const target of awaits) this.#look(row.namespace, target, depth + 1);
        return awaits.find((target) => this.#isUnmet(row.namespace, target)) ?? awaits[0];
      });
    });
  }

  #isUnmet(namespace: string, target: Awaited): boolean {
    if (target.kind !== 'host') return false;
    const found = meaningsOf(target.host, namespace).flatMap(
      (it) => this.#services.get(`${it.namespace}/${it.name}`) ?? [],
    );
    return found.every(({ endpoints }) => endpoints?.ready === 0);
  }

  #podsIn(namespace: string): readonly LivePod[] {
    const known = this.#pods.get(namespace) ?? this.#sight.podsIn(namespace);
    this.#pods.set(namespace, known);
    return known;
  }
}

const portsOf = ({ ports }: ServiceKept): readonly number[] => ports.map(({ port }) => port);

function* first<T>(all: Iterable<T>, most: number): Iterable<T> {
  let left = most;
  for (const each of all) {
    if (left-- <= 0) return;
    yield each;
  }
}

/** Always the same ones, whatever order they came in. */
const some = (names: Iterable<string>): readonly string[] => [...names].sort().slice(0, SOME);

const nearTo = (name: string, names: Iterable<string>): readonly string[] =>
  some([...first(names, NAMES)].filter((other) => isNear(other, name)));
