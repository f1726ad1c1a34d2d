/** A target that is waited for, against what was seen around the pod: what it is, whether it is there, and where to look. */

import type { Circumstances } from './circumstances.ts';
import { get, kubectl } from './kubectl.ts';
import { resolveHost, type ServiceName } from './service-name.ts';
import type { JobSeen, ServiceSeen, Surroundings } from './surroundings.ts';
import type { Awaited, Target } from './target.ts';
import { clipped, listed, quoted } from './words.ts';

export interface TargetWords {
  /** `the DNS name `myservice``. */
  readonly what: string;
  /** A clause about whether it is there. */
  readonly state: string;
  readonly standing: 'absent' | 'unready' | 'there' | 'not-checked';
  /** As in Finding.subject. */
  readonly subject: string;
  readonly next: readonly string[];
}

export function targetWords(c: Circumstances, target: Target): TargetWords {
  switch (target.kind) {
    case 'host':
      return hostWords(c, target);
    case 'object':
      return objectWords(c, target);
    case 'file':
      return {
        what: `the file ${quoted(target.path)}`,
        state: 'another container, or a volume, must bring it',
        standing: 'not-checked',
        subject: `file ${target.path}`,
        next: [],
      };
  }
}

/** As few words as name it: `db:5432`. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case 'host':
      return target.port === null ? target.host : `${target.host}:${target.port}`;
    case 'object':
      return `${target.object}/${target.name}`;
    case 'file':
      return target.path;
  }
}

function hostWords(
  c: Circumstances,
  target: Extract<Awaited | Target, { kind: 'host' }>,
): TargetWords {
  const { host, port } = target;
  const what =
    port === null ? `the DNS name ${quoted(host)}` : `an answer of ${quoted(`${host}:${port}`)}`;
  const name = resolveHost(host, c.pod.namespace, c.surroundings.services);
  if (name === null) {
    const isHere = /^(?:localhost|127\.|\[?::1)/.test(host);
    return {
      what,
      state: isHere
        ? 'a container of this very pod must answer'
        : 'that is no name of a Service in this cluster, so it was not looked up',
      standing: 'not-checked',
      subject: `host ${host}`,
      next: isHere ? [] : [debugDns(c, host)],
    };
  }
  const subject = `Service ${name.namespace}/${name.name}`;
  const next = [get(name.namespace, 'service', name.name), endpointsCommand(name)];
  return { what, subject, next, ...serviceState(c.surroundings, name, port) };
}

const debugDns = ({ pod }: Circumstances, host: string): string =>
  kubectl(
    pod.namespace,
    'run',
    'dns-check',
    '--rm',
    '-it',
    '--restart=Never',
    '--image=busybox',
    '--',
    'nslookup',
    host,
  );

const endpointsCommand = ({ namespace, name }: ServiceName): string =>
  kubectl(namespace, 'get', 'endpointslices', '-l', `kubernetes.io/service-name=${name}`);

type State = Pick<TargetWords, 'state' | 'standing'>;

function serviceState({ services }: Surroundings, name: ServiceName, port: number | null): State {
  const where = quoted(name.namespace);
  if (services === undefined) {
    return {
      standing: 'not-checked',
      state: `whether there is a Service of that name in ${where} was not checked`,
    };
  }
  const service = services.find((it) => it.namespace === name.namespace && it.name === name.name);
  if (service === undefined) {
    return {
      standing: 'absent',
      state: `there is no Service of that name in ${where}${alike(services, name)}`,
    };
  }
  return presentState(service, port);
}

/** The same name elsewhere, or nearly the same here. */
function alike(services: readonly ServiceSeen[], { name, namespace }: ServiceName): string {
  const elsewhere = services.filter((it) => it.name === name).map((it) => quoted(it.namespace));
  if (elsewhere.length > 0) return ` (there is one in ${listed(elsewhere.slice(0, 3))})`;
  const near = services
    .filter((it) => it.namespace === namespace && isNear(it.name, name))
    .map((it) => quoted(it.name));
  return near.length === 0 ? '' : ` (there is ${listed(near.slice(0, 3))})`;
}

/** At most two letters differ, or only dashes do, or one begins the other. */
function isNear(a: string, b: string): boolean {
  const [x, y] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  if (x === y || (Math.min(x.length, y.length) > 3 && (x.startsWith(y) || y.startsWith(x))))
    return true;
  return (
    Math.abs(x.length - y.length) < 3 &&
    distance(x, y) <= (Math.min(x.length, y.length) > 4 ? 2 : 1)
  );
}

/** Letters to change, add or drop (Levenshtein). Names have at most 63. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function presentState(service: ServiceSeen, port: number | null): State {
  const { name, ports, endpoints, externalName } = service;
  const it = `the Service ${quoted(name)}`;
  if (externalName !== undefined) {
    return {
      standing: 'there',
      state: `${it} stands for ${quoted(externalName)}, which is outside of this cluster`,
    };
  }
  if (port !== null && ports.length > 0 && !ports.includes(port)) {
    return {
      standing: 'unready',
      state: `${it} has no port ${port}, only ${listed(ports.map(String))}`,
    };
  }
  if (port === null)
    return {
      standing: 'there',
      state: `${it} exists, so the name should resolve${behindWords(service)}`,
    };
  if (endpoints === undefined)
    return { standing: 'there', state: `${it} exists; its endpoints were not checked` };
  if (endpoints.ready > 0) {
    return {
      standing: 'there',
      state: `${it} has ${endpoints.ready} ready endpoint${endpoints.ready === 1 ? '' : 's'}`,
    };
  }
  const none =
    endpoints.notReady === 0
      ? 'no endpoint at all: its selector fits no pod, or none has an address'
      : `no ready endpoint, of ${endpoints.notReady}`;
  return { standing: 'unready', state: `${it} has ${none}${behindWords(service)}` };
}

/** The chain: why the pods behind it are not up. */
function behindWords({ pods = [] }: ServiceSeen): string {
  const stuck = pods.find(({ because }) => because !== null);
  if (stuck?.because == null) return '';
  return `; its pod ${quoted(stuck.name)} is ${stuck.status}: ${clipped(stuck.because).replace(/\.$/, '')}`;
}

function objectWords(c: Circumstances, target: Extract<Target, { kind: 'object' }>): TargetWords {
  const namespace = target.namespace ?? c.pod.namespace;
  const kind = `${target.object[0]?.toUpperCase()}${target.object.slice(1)}`;
  const until = target.until === null ? 'to exist' : `to be ${target.until}`;
  const base = {
    what: `the ${kind} ${quoted(target.name)} in ${quoted(namespace)} ${until}`,
    subject: `${kind} ${namespace}/${target.name}`,
    next: [kubectl(namespace, 'describe', target.object, target.name)],
  };
  if (target.object === 'service') {
    const name = { namespace, name: target.name };
    return { ...base, ...serviceState(c.surroundings, name, null) };
  }
  if (target.object !== 'job')
    return { ...base, standing: 'not-checked', state: 'that was not checked' };
  return { ...base, ...jobState(c.surroundings.jobs, namespace, target.name) };
}

function jobState(jobs: readonly JobSeen[] | undefined, namespace: string, name: string): State {
  if (jobs === undefined)
    return { standing: 'not-checked', state: 'whether there is such a Job was not checked' };
  const job = jobs.find((it) => it.namespace === namespace && it.name === name);
  if (job === undefined)
    return { standing: 'absent', state: `there is no Job of that name in ${quoted(namespace)}` };
  return job.state === 'complete'
    ? { standing: 'there', state: 'that Job is complete' }
    : {
        standing: 'unready',
        state: `that Job ${job.state === 'failed' ? 'has failed' : `is ${job.state}`}`,
      };
}
