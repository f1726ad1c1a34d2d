/** Whether a Service or a Job that is waited for is there, by what was seen of it. */
import type { Millis } from '../time.ts';
import { byStatus } from './evidence.ts';
import type { Evidence } from './finding.ts';
import { aliasOf, type ServiceName } from './service-name.ts';
import { isNear } from './similar-names.ts';
import type { JobSeen, PodBehind, ServiceSeen, Surroundings, Unseen } from './surroundings.ts';
import { listed, quoted } from './words.ts';

export interface Standing {
  readonly standing: 'absent' | 'unready' | 'there' | 'not-checked';
  /** A clause about whether it is there. */
  readonly state: string;
  /** Since when it is there, as far as that is told. */
  readonly since: Millis | null;
  readonly evidence: readonly Evidence[];
  /** The pods behind it, where they tell why it does not answer. */
  readonly behind?: readonly PodBehind[];
  /** Where those are, if not where the name says: behind an ExternalName. */
  readonly behindIn?: string;
}

interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

const is = ({ namespace, name }: ObjectName, it: ObjectName): boolean =>
  it.namespace === namespace && it.name === name;

/** `port` null: its name must resolve. */
export function serviceState(
  surroundings: Surroundings,
  name: ServiceName,
  port: number | null,
): Standing {
  const { services, unseen } = surroundings;
  const where = quoted(name.namespace);
  const why = unseenWhy(unseen, 'services', name.namespace);
  if (services === undefined || why !== null)
    return notChecked(`whether there is a Service of that name in ${where} was not checked`, why);
  const service = services.find((it) => is(it, name));
  if (service === undefined) return absent(services, name);
  const alias = service.externalName === undefined ? null : aliasOf(service.externalName);
  if (alias !== null) return standsFor(surroundings, service, alias, port);
  const { standing, words, evidence } = presentState(service, name, port, unseen);
  const behind = service.pods?.filter((it) => name.pod === undefined || it.name === name.pod);
  return {
    standing,
    state: `the Service ${quoted(service.name)} ${words}`,
    since: service.createdAt ?? null,
    evidence: [byStatus(`Service ${name.namespace}/${name.name}: ${evidence}`)],
    ...(behind === undefined || standing === 'there' ? {} : { behind }),
  };
}

function absent(services: readonly ServiceSeen[], name: ServiceName): Standing {
  const where = quoted(name.namespace);
  const others = alike(services, name);
  const isGuess = name.isGuess === true && others === '';
  const guess = isGuess ? ', nor any other; it may be a name outside of this cluster' : others;
  return {
    standing: isGuess ? 'not-checked' : 'absent',
    state: `there is no Service of that name in ${where}${guess}`,
    since: null,
    evidence: [byStatus(`Services of ${name.namespace}: none is named ${name.name}`)],
  };
}

/** An ExternalName is another name for a Service of this cluster; one that stands for another ExternalName is followed no further. */
function standsFor(
  surroundings: Surroundings,
  { namespace, name, externalName = '' }: ServiceSeen,
  alias: ServiceName,
  port: number | null,
): Standing {
  const isFurther = surroundings.services?.some((it) => is(it, alias) && it.externalName != null);
  const inner = isFurther
    ? notChecked('that one was not checked, for it is an ExternalName too', null)
    : serviceState(surroundings, alias, port);
  return {
    ...inner,
    state: `the Service ${quoted(name)} stands for ${quoted(externalName)}; ${inner.state}`,
    evidence: [
      byStatus(`Service ${namespace}/${name}: ExternalName ${externalName}`),
      ...inner.evidence,
    ],
    behindIn: alias.namespace,
  };
}

const unseenWhy = (
  unseen: readonly Unseen[] = [],
  kind: Unseen['kind'],
  namespace: string,
): string | null =>
  unseen.find((it) => it.kind === kind && it.namespace === namespace)?.because ?? null;

const notChecked = (what: string, why: string | null): Standing => ({
  standing: 'not-checked',
  state: why === null ? what : `${what}, because ${why}`,
  since: null,
  evidence: [],
});

/** The same name elsewhere, or nearly the same here. */
function alike(services: readonly ServiceSeen[], { name, namespace }: ServiceName): string {
  const elsewhere = services.filter((it) => it.name === name).map((it) => it.namespace);
  const [only] = elsewhere;
  if (only !== undefined && elsewhere.length === 1)
    return ` (there is one in ${quoted(only)}, called ${quoted(`${name}.${only}`)} from here)`;
  if (elsewhere.length > 0) return ` (there is one in ${some(elsewhere)})`;
  const near = services
    .filter((it) => it.namespace === namespace && isNear(it.name, name))
    .map((it) => it.name);
  return near.length === 0 ? '' : ` (there is ${some(near)})`;
}

/** In the order of the alphabet, whatever order they were told in. */
function some(names: readonly string[]): string {
  const told = names.toSorted().map(quoted);
  return told.length > 3 ? `${told.slice(0, 3).join(', ')} and others` : listed(told);
}

interface Present {
  readonly standing: 'unready' | 'there';
  /** Continues the Service's name. */
  readonly words: string;
  readonly evidence: string;
}

function presentState(
  service: ServiceSeen,
  name: ServiceName,
  port: number | null,
  unseen: readonly Unseen[] | undefined,
): Present {
  const { externalName, endpoints } = service;
  if (externalName !== undefined) {
    return {
      standing: 'there',
      words: `stands for ${quoted(externalName)}, which is outside of this cluster`,
      evidence: `ExternalName ${externalName}`,
    };
  }
  const faulty = portFault(service, port) ?? podFault(service, name);
  if (faulty !== null) return faulty;
  if (port === null && service.isHeadless !== true) {
    const evidence = 'it exists';
    return { standing: 'there', words: 'exists, so the name should resolve', evidence };
  }
  if (endpoints === undefined) {
    const why = unseenWhy(unseen, 'endpoints', service.namespace);
    const because = why === null ? '' : `, because ${why}`;
    const words = `exists; its endpoints were not checked${because}`;
    return { standing: 'there', words, evidence: 'it exists' };
  }
  return endpointState(service, endpoints, port);
}

/** A port that it does not have, or that none of its pods has. Of a headless one the pods themselves are asked, on any port of theirs. */
function portFault(
  { ports, deadPorts, isHeadless }: ServiceSeen,
  port: number | null,
): Present | null {
  if (port === null || isHeadless === true) return null;
  if (ports.length > 0 && !ports.includes(port)) {
    const words = `has no port ${port}, only ${listed(ports.map(String))}`;
    return { standing: 'unready', words, evidence: `ports ${ports.join(', ')}` };
  }
  if (deadPorts?.includes(port) !== true) return null;
  return {
    standing: 'unready',
    words: `has the port ${port}, but none of its pods has the port that it names as targetPort`,
    evidence: `no endpoint has port ${port}`,
  };
}

/** `db-0.db` is there only while that very pod is ready. */
function podFault(
  { pods, hasSelector, publishesNotReady }: ServiceSeen,
  { pod }: ServiceName,
): Present | null {
  // Endpoints that somebody else writes have names of their own.
  if (pod === undefined || pods === undefined || hasSelector === false) return null;
  const named = pods.find(({ name }) => name === pod);
  if (named === undefined) {
    const words = `exists, but has no pod ${quoted(pod)}`;
    return { standing: 'unready', words, evidence: `no pod ${pod}` };
  }
  if (named.isReady !== false || publishesNotReady === true) return null;
  const words = 'exists, but knows a pod of it by name only while that pod is ready';
  return { standing: 'unready', words, evidence: `pod ${pod} is not ready` };
}

function endpointState(
  { isHeadless, hasSelector }: ServiceSeen,
  { ready, notReady }: NonNullable<ServiceSeen['endpoints']>,
  port: number | null,
): Present {
  const evidence = `${ready} of ${ready + notReady} endpoints ready`;
  if (ready > 0) {
    const words = `has ${ready} ready endpoint${ready === 1 ? '' : 's'}`;
    const so = port === null ? ', so the name should resolve' : '';
    return { standing: 'there', words: `${words}${so}`, evidence };
  }
  const none =
    notReady > 0
      ? `no ready endpoint, of ${notReady}`
      : `no endpoint at all: ${hasSelector === false ? 'it has no selector, so somebody else must write them' : 'its selector fits no pod, or none has an address'}`;
  const words =
    isHeadless === true && port === null
      ? `is headless, so its name stands for its ready endpoints, and it has ${none}`
      : `has ${none}`;
  return { standing: 'unready', words, evidence };
}

export function jobState({ jobs, unseen }: Surroundings, name: ObjectName): Standing {
  const why = unseenWhy(unseen, 'jobs', name.namespace);
  if (jobs === undefined || why !== null)
    return notChecked('whether there is such a Job was not checked', why);
  const job = jobs.find((it) => is(it, name));
  if (job === undefined) {
    return {
      standing: 'absent',
      state: `there is no Job of that name in ${quoted(name.namespace)}`,
      since: null,
      evidence: [byStatus(`Jobs of ${name.namespace}: none is named ${name.name}`)],
    };
  }
  const evidence = [byStatus(`Job ${name.namespace}/${name.name}: ${job.state}`)];
  if (job.state === 'complete')
    return { standing: 'there', state: 'that Job is complete', since: null, evidence };
  const { pods: behind = [] } = job;
  return { standing: 'unready', state: `that Job ${jobWords(job)}`, since: null, evidence, behind };
}

function jobWords({ state, reason }: JobSeen): string {
  if (state !== 'failed') return `is ${state}`;
  return reason == null ? 'has failed' : `has failed (${reason})`;
}
