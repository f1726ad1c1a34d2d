/** A target that is waited for, against what was seen around the pod: what it is, whether it is there, and where to look. */
import { behindState, type Link } from './behind-words.ts';
import type { Circumstances } from './circumstances.ts';
import { describePod, get, kubectl } from './kubectl.ts';
import { resolveHost, type ServiceName } from './service-name.ts';
import { jobState, type Standing, serviceState } from './standing.ts';
import type { Surroundings } from './surroundings.ts';
import type { Target } from './target.ts';
import { quoted } from './words.ts';

export interface TargetWords extends Standing {
  /** `the DNS name `myservice``. */
  readonly what: string;
  /** As in Finding.subject. */
  readonly subject: string;
  /** Where it is; null for what is in none. */
  readonly namespace: string | null;
  readonly next: readonly string[];
}

/** From where it is looked at: the pod that waits, and what led there. */
interface Place {
  readonly namespace: string;
  readonly surroundings: Surroundings;
  /** `namespace/name` of the pods on the way, the one that all began with first. */
  readonly pods: readonly string[];
}

/** A chain is followed so far; whoever waits behind so many is told by then where it begins. */
const LINKS = 4;

export const targetWords = ({ pod, surroundings }: Circumstances, target: Target): TargetWords =>
  wordsAt(
    { namespace: pod.namespace, surroundings, pods: [`${pod.namespace}/${pod.name}`] },
    target,
  );

function wordsAt(place: Place, target: Target): TargetWords {
  switch (target.kind) {
    case 'host':
      return hostWords(place, target);
    case 'object':
      return objectWords(place, target);
    case 'file':
      return {
        ...NOT_LOOKED,
        what: `the file ${quoted(target.path)}`,
        state: 'another container, or a volume, must bring it',
        subject: `file ${target.path}`,
        next: [],
      };
  }
}

const NOT_LOOKED = {
  standing: 'not-checked',
  since: null,
  evidence: [],
  namespace: null,
} as const;

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

function hostWords(place: Place, target: Extract<Target, { kind: 'host' }>): TargetWords {
  const { host, port } = target;
  const what =
    port === null ? `the DNS name ${quoted(host)}` : `an answer of ${quoted(`${host}:${port}`)}`;
  const name = resolveHost(host, place.namespace, place.surroundings.services);
  if (name === null) {
    const isHere = /^(?:localhost|127\.|\[?::1)/.test(host);
    return {
      ...NOT_LOOKED,
      what,
      state: isHere
        ? 'a container of this very pod must answer'
        : 'that is no name of a Service in this cluster, so it was not looked up',
      subject: `host ${host}`,
      next: isHere ? [] : [debugDns(place, host)],
    };
  }
  const subject = `Service ${name.namespace}/${name.name}`;
  const { namespace } = name;
  const state = serviceState(place.surroundings, name, port);
  // Of a Service that is not there, the others say more than its endpoints.
  const further =
    state.standing === 'absent' ? kubectl(namespace, 'get', 'services') : endpointsCommand(name);
  const next = [get(namespace, 'service', name.name), further];
  return withChain(place, namespace, { ...state, what, subject, next, namespace });
}

const debugDns = ({ namespace }: Place, host: string): string =>
  kubectl(
    ...([
      namespace,
      'run',
      'dns-check',
      '--rm',
      '-it',
      '--restart=Never',
      '--image=busybox',
    ] as const),
    ...['--', 'nslookup', host],
  );

const endpointsCommand = ({ namespace, name }: ServiceName): string =>
  kubectl(namespace, 'get', 'endpointslices', '-l', `kubernetes.io/service-name=${name}`);

function objectWords(place: Place, target: Extract<Target, { kind: 'object' }>): TargetWords {
  const { surroundings } = place;
  const namespace = target.namespace ?? place.namespace;
  const kind = `${target.object[0]?.toUpperCase()}${target.object.slice(1)}`;
  const base = {
    namespace,
    what: `the ${kind} ${quoted(target.name)} in ${quoted(namespace)} ${untilWords(target.until)}`,
    subject: `${kind} ${namespace}/${target.name}`,
    next: [kubectl(namespace, 'describe', target.object, target.name)],
  };
  const name = { namespace, name: target.name };
  if (target.until === 'deleted') return { ...base, ...goneState(surroundings, target, name) };
  if (target.object === 'service')
    return withChain(place, namespace, { ...base, ...serviceState(surroundings, name, null) });
  if (target.object === 'job')
    return withChain(place, namespace, { ...base, ...jobState(surroundings, name) });
  return { ...NOT_LOOKED, ...base, state: 'that was not checked' };
}

function untilWords(until: string | null): string {
  if (until === null) return 'to exist';
  return until.startsWith('jsonpath=')
    ? `to have ${quoted(until.slice('jsonpath='.length))}`
    : `to be ${until}`;
}

/** `kubectl wait --for=delete`: that it is not there is what is hoped for. */
function goneState(
  surroundings: Surroundings,
  { object }: Extract<Target, { kind: 'object' }>,
  name: ServiceName,
): Standing {
  const unknown = { ...NOT_LOOKED, state: 'that was not checked' };
  const here =
    object === 'service'
      ? serviceState(surroundings, name, null)
      : object === 'job'
        ? jobState(surroundings, name)
        : unknown;
  if (here.standing === 'not-checked') return { ...unknown, state: here.state };
  return here.standing === 'absent'
    ? { ...NOT_LOOKED, standing: 'there', state: 'it is gone', evidence: here.evidence }
    : { ...NOT_LOOKED, standing: 'unready', state: 'it is still there' };
}

/** The chain: why the pods behind it are not up, and what those wait for in turn. */
function withChain(place: Place, within: string, words: TargetWords): TargetWords {
  const namespace = words.behindIn ?? within;
  const link = words.behind === undefined ? null : behindState(words.behind, namespace, place.pods);
  if (link === null) return words;
  const told = { ...words, evidence: [...words.evidence, ...link.evidence] };
  const describe = describePod({ namespace, name: link.pod });
  const further = linkAfter(place, namespace, link);
  if (further === null)
    return { ...told, state: `${told.state}${link.words}`, next: [...told.next, describe] };
  const { container, words: next } = further;
  return {
    ...told,
    state: `${told.state}; its pod ${quoted(link.pod)} is ${link.status}: ${container} waits for ${next.what}; ${next.state}`,
    evidence: [...told.evidence, ...next.evidence],
    // Where the chain begins is where it is mended.
    next: [...next.next.slice(-1), ...told.next, describe].slice(0, 5),
  };
}

function linkAfter(
  { surroundings, pods }: Place,
  namespace: string,
  { pod, waits }: Link,
): { readonly container: string; readonly words: TargetWords } | null {
  if (waits === undefined || pods.length >= LINKS) return null;
  const place = { namespace, surroundings, pods: [...pods, `${namespace}/${pod}`] };
  return { container: waits.container, words: wordsAt(place, waits.target) };
}
