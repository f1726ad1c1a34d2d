/** Why the scheduler finds no node, in its own words and numbers. */
import type { PodSnapshot } from '../pod-snapshot.ts';
import { clipped, listed, quoted } from './words.ts';

export interface Reason {
  readonly nodes: number;
  readonly what: string;
}

/** `0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {x: y}. preemption: …`. */
export function reasonsIn(message: string): readonly Reason[] {
  const told = /nodes are available: (.*?)(?:\. |\.$|$)/s.exec(message)?.[1] ?? '';
  return told.split(/, (?=\d)/).flatMap((part) => {
    const [, count, what] = /^(\d+) (.+)$/s.exec(part.trim()) ?? [];
    return what === undefined ? [] : [{ nodes: Number(count), what: clipped(what, 160) }];
  });
}

/** A clause, without a stop: `of 5 nodes, 2 have too little `cpu``; the message itself where it gives no numbers. */
export function whyWords(message: string, reasons: readonly Reason[]): string {
  const total = /^\d+\/(\d+) nodes/.exec(message)?.[1];
  if (reasons.length === 0) {
    return clipped(message).replace(/[.\s]+$/, '') || 'the scheduler gave no reason';
  }
  const of = total === undefined ? '' : `of ${total} node${total === '1' ? '' : 's'}, `;
  return `${of}${reasons.map(({ nodes, what }) => `${nodes} ${reasonWords(what, nodes)}`).join(', ')}`;
}

/** As one node and as several would say it, by the names of the scheduler's plugins (`pkg/scheduler/framework/plugins`). */
const WORDS: readonly (readonly [sign: RegExp, one: string, more: string])[] = [
  [
    /match Pod's node affinity/,
    'does not match its node affinity or selector',
    'do not match its node affinity or selector',
  ],
  [
    /volume node affinity conflict|match PersistentVolume's node affinity|available volume zone/,
    'cannot reach its volume, which is bound to other nodes or another zone',
    'cannot reach its volume, which is bound to other nodes or another zone',
  ],
  [
    /available persistent volumes to bind/,
    'has no free volume for its claim',
    'have no free volume for its claim',
  ],
  [
    /non-existent pv/,
    'is kept out by a claim that is bound to a volume which does not exist',
    'are kept out by a claim that is bound to a volume which does not exist',
  ],
  [/max volume count/, 'can attach no more volumes', 'can attach no more volumes'],
  [
    /enough free storage/,
    'has too little free storage for its volume',
    'have too little free storage for its volume',
  ],
  [/free ports/, 'has no free host port as it wants one', 'have no free host port as it wants one'],
  [
    /existing pods anti-affinity/,
    'has a pod that does not want it beside (anti-affinity)',
    'have a pod that does not want it beside (anti-affinity)',
  ],
  [
    /pod anti-affinity/,
    'has a pod that it does not want beside it (anti-affinity)',
    'have a pod that it does not want beside it (anti-affinity)',
  ],
  [
    /pod affinity/,
    'has no pod that it wants beside it (affinity)',
    'have no pod that it wants beside it (affinity)',
  ],
  [
    /topology spread.*missing/,
    'lacks the label that its pods are to be spread by',
    'lack the label that its pods are to be spread by',
  ],
  [
    /topology spread/,
    'has too many of its like already (topology spread)',
    'have too many of its like already (topology spread)',
  ],
  [/^Too many pods/, 'runs as many pods as it may', 'run as many pods as they may'],
  [/were unschedulable/, 'is cordoned', 'are cordoned'],
  [
    /allocate all claims/,
    'has no device as its resource claims want one',
    'have no device as its resource claims want one',
  ],
];

function reasonWords(what: string, nodes: number): string {
  const has = nodes === 1 ? 'has' : 'have';
  const short = /^Insufficient (\S+)$/.exec(what)?.[1];
  if (short !== undefined) return `${has} too little ${quoted(short)}`;
  const taint = /untolerated taint(?:\(s\))?(?: \{(.+)\})?/.exec(what);
  if (taint !== null) {
    // A taint without a value is written `key: `.
    const name = taint[1]?.replace(/:\s*$/, '') ?? '';
    return `${has} a taint that it does not tolerate${name === '' ? '' : ` (${quoted(name)})`}`;
  }
  const known = WORDS.find(([sign]) => sign.test(what));
  if (known !== undefined) return nodes === 1 ? known[1] : known[2];
  return what.replace(/^node\(s\) /, '');
}

export interface ClaimTrouble {
  readonly title: string;
  /** A clause, without a stop. */
  readonly words: string;
  readonly subject: string | null;
  /** Claims that may be meant. */
  readonly names: readonly string[];
}

const NAMED: readonly (readonly [
  sign: RegExp,
  title: string,
  words: (name: string, namespace: string) => string,
])[] = [
  [
    /persistentvolumeclaims? "([^"]+)" not found/,
    'A volume claim does not exist',
    (name, namespace) => `there is no PersistentVolumeClaim ${name} in ${namespace}`,
  ],
  [
    /persistentvolumeclaim "([^"]+)" is being deleted/,
    'A volume claim is being deleted',
    (name) => `the PersistentVolumeClaim ${name} is being deleted`,
  ],
  [
    /persistentvolumeclaim "([^"]+)" bound to non-existent persistentvolume/,
    'A volume claim has lost its volume',
    (name) =>
      `the PersistentVolumeClaim ${name} is bound to a PersistentVolume that does not exist`,
  ],
  [
    /waiting for ephemeral volume controller to create the persistentvolumeclaim "([^"]+)"/,
    'A volume claim does not exist yet',
    (name) => `the PersistentVolumeClaim ${name}, for an ephemeral volume, has not been created`,
  ],
];

/** Immediate binding says the first; a claim that waits for its first pod is bound once a node is chosen, which then takes too long. */
const UNBOUND =
  /unbound (?:immediate )?PersistentVolumeClaim|"VolumeBinding": binding volumes: |unavailable due to one or more pvc/;

/** Null where no node is found for another reason. */
export function claimTroubleIn(
  { namespace, specFacts }: Pick<PodSnapshot, 'namespace' | 'specFacts'>,
  message: string,
): ClaimTrouble | null {
  for (const [sign, title, words] of NAMED) {
    const name = sign.exec(message)?.[1];
    if (name === undefined) continue;
    const subject = `PersistentVolumeClaim ${namespace}/${name}`;
    return { title, words: words(quoted(name), quoted(namespace)), subject, names: [name] };
  }
  const isNoVolume = reasonsIn(message).every(({ what }) => NO_VOLUME.test(what));
  if (!UNBOUND.test(message) && !(isNoVolume && NO_VOLUME.test(message))) return null;
  return unbound(namespace, specFacts);
}

/** Where that is all that is told of any node, it is no question of nodes. */
const NO_VOLUME = /available persistent volumes to bind/;

function unbound(namespace: string, specFacts: PodSnapshot['specFacts']): ClaimTrouble {
  const names = (specFacts?.volumes ?? [])
    .filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(({ of }) => of);
  const [only] = names;
  return {
    title: 'A volume claim is not bound',
    words: unboundWords(names),
    subject: only === undefined ? null : `PersistentVolumeClaim ${namespace}/${only}`,
    names,
  };
}

/** Which of several it is, the scheduler does not tell. */
function unboundWords(names: readonly string[]): string {
  if (names.length === 0) return 'a PersistentVolumeClaim of this pod is not bound';
  const all = listed(names.map(quoted));
  return names.length === 1
    ? `the PersistentVolumeClaim ${all} is not bound to a volume`
    : `of the PersistentVolumeClaims ${all} at least one is not bound to a volume`;
}
