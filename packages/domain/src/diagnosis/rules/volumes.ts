/** Its volumes: not attached, not mounted, or made of an object that is not there. */

import type { Circumstances } from '../circumstances.ts';
import { byEvents, bySpec } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { eventsOfPod, get, kubectl } from '../kubectl.ts';
import type { EvidenceEvent } from '../pod-case.ts';
import { finding, type Rule } from '../rule.ts';
import { isBeforeContainers, setupSeverity, setupSince, setupTroubles } from '../setup.ts';
import { afterColon, forSince, listed, quoted, withStop } from '../words.ts';

export const volumes: Rule = (c) => {
  if (!isBeforeContainers(c)) return [];
  const event = tellingOf(c);
  if (event === null) return [];
  return [missing(c, event) ?? unmounted(c, event)];
};

/** The kubelet tries each volume again after at most 2 min 2 s (`exponentialbackoff`), and says so each time. */
const RETRY_MS = 130_000;

/** What it says of all volumes every two minutes; which of them fails, and why, it says in an event of its own. */
const isSummary = ({ message }: EvidenceEvent): boolean =>
  /^Unable to (?:attach or )?mount volumes/.test(message ?? '');

/** A summary counts only where nothing newer, or nothing that it still speaks of, is told in particular. */
function tellingOf(c: Circumstances): EvidenceEvent | null {
  const told = setupTroubles(c, 'FailedMount', 'FailedAttachVolume', 'FailedMapVolume');
  const summary = told.findLast(isSummary);
  const particular = firstCause(told.filter((event) => !isSummary(event)));
  if (summary === undefined || particular === null) return summary ?? particular;
  const isOld = summary.at - particular.at > RETRY_MS;
  const [volume] = volumesIn(particular);
  const isOwnName = c.pod.specFacts?.volumes.some(({ name }) => name === volume) === true;
  const isMounted = isOwnName && !volumesIn(summary).includes(volume ?? '');
  return particular.at < summary.at && (isOld || isMounted) ? summary : particular;
}

/** Of several objects that are missing always the same is named: the one that was told first. */
function firstCause(told: readonly EvidenceEvent[]): EvidenceEvent | null {
  const newest = told.at(-1) ?? null;
  if (newest === null || !MISSING.test(newest.message ?? '')) return newest;
  const [first = newest] = told
    .filter(({ at, message }) => newest.at - at <= RETRY_MS && MISSING.test(message ?? ''))
    .toSorted((a, b) => (a.firstAt ?? a.at) - (b.firstAt ?? b.at));
  return first;
}

/** As the pod names them; of an attachment it is the PersistentVolume's name. */
function volumesIn({ message }: EvidenceEvent): readonly string[] {
  const named = /for volume "([^"]+)"/.exec(message ?? '')?.[1];
  if (named !== undefined) return [named];
  const list = /unmounted volumes=\[([^\]]*)\]/.exec(message ?? '')?.[1] ?? '';
  return list.split(/\s+/).filter((name) => name !== '');
}

const MISSING =
  /(configmap|secret)s? "(?:[^"/]+\/)?([^"]+)" not found|references non-existent (config|secret) key: (\S+)/i;

/** The kubelet knows no ConfigMaps and Secrets yet: it was just started, or does not reach the API server. */
const NOT_YET = /failed to sync (?:configmap|secret) cache|object "[^"]+"\/"[^"]+" not registered/;

function severityOf(c: Circumstances, { message }: EvidenceEvent): Severity {
  const severity = setupSeverity(c);
  if (!NOT_YET.test(message ?? '')) return severity;
  return severity === 'critical' ? 'warning' : 'info';
}

interface Missing {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Null: the whole object is missing. */
  readonly key: string | null;
}

/** Null also where it is not told of which object: a projected volume is made of several. */
function missingIn(c: Circumstances, event: EvidenceEvent): Missing | null {
  const match = MISSING.exec(event.message ?? '');
  if (match === null) return null;
  const kind = (match[1] ?? match[3])?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
  if (match[2] !== undefined) return { kind, name: match[2], key: null };
  const [volume] = volumesIn(event);
  const of = c.pod.specFacts?.volumes.find((it) => it.name === volume && it.kind === kind)?.of;
  return of === undefined ? null : { kind, name: of, key: match[4] ?? null };
}

function missing(c: Circumstances, event: EvidenceEvent): Finding | null {
  const told = missingIn(c, event);
  if (told === null) return null;
  const { namespace } = c.pod;
  const { kind, name, key } = told;
  const resource = kind.toLowerCase();
  const [volume] = volumesIn(event);
  const what = volume === undefined ? 'A volume' : `The volume ${quoted(volume)}`;
  return finding(c, 'volume-object-missing', {
    severity: setupSeverity(c),
    since: setupSince(c),
    evidence: byEvents([event]),
    subject: `${kind} ${namespace}/${name}${key === null ? '' : ` key ${key}`}`,
    title:
      key === null ? `The ${kind} ${name} does not exist` : `The ${kind} ${name} has no key ${key}`,
    sentence:
      key === null
        ? `${what} stands for the ${kind} ${quoted(name)}, which does not exist in ${quoted(namespace)}; no container starts before it does.`
        : `${what} wants the key ${quoted(key)} of the ${kind} ${quoted(name)} in ${quoted(namespace)}, which has no such key; no container starts before it has.`,
    // Never a Secret's values: describe prints only the names and sizes of its keys.
    next: [
      key === null
        ? get(namespace, resource, name)
        : kubectl(namespace, 'describe', resource, name),
      kubectl(namespace, 'get', resource),
    ],
  });
}

function unmounted(c: Circumstances, event: EvidenceEvent): Finding {
  const message = event.message ?? '';
  const isAttach =
    event.reason === 'FailedAttachVolume' ||
    /^(?:AttachVolume|MountVolume\.WaitForAttach|Multi-Attach)/.test(message);
  const names = volumesIn(event);
  const claims = claimsOf(c, names, message);
  const what = isAttach ? 'attached' : 'mounted';
  const [are, have] = names.length > 1 ? ['are', 'have'] : ['is', 'has'];
  return finding(c, isAttach ? 'volume-not-attached' : 'volume-not-mounted', {
    severity: severityOf(c, event),
    since: setupSince(c),
    subject: claims.length === 1 ? `PersistentVolumeClaim ${c.pod.namespace}/${claims[0]}` : null,
    title: `${volumeWords(names).replaceAll('`', '')} ${are} not ${what}`,
    sentence: withStop(
      `${volumeWords(names)} ${have} not been ${what} for ${forSince(setupSince(c), c.now)}${saidBy(event)}`,
    ),
    evidence: [
      ...byEvents([event]),
      ...claims.map((of) => bySpec(`volume of the PersistentVolumeClaim ${of}`)),
    ],
    next: [
      ...claims.map((of) => kubectl(c.pod.namespace, 'describe', 'pvc', of)),
      ...(isAttach ? ['kubectl get volumeattachments'] : []),
      eventsOfPod(c.pod),
    ],
  });
}

function volumeWords(names: readonly string[]): string {
  if (names.length === 0) return 'A volume';
  return `The volume${names.length > 1 ? 's' : ''} ${listed(names.map(quoted))}`;
}

/** By the volume's name; a PersistentVolume's name is told only where the pod has but one claim. */
function claimsOf(c: Circumstances, names: readonly string[], message: string): readonly string[] {
  const told = /processing PVC [^/\s]+\/([^:\s]+)/.exec(message)?.[1];
  if (told !== undefined) return [told];
  const all = c.pod.specFacts?.volumes ?? [];
  const claims = all.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const named = claims.filter(({ name }) => names.includes(name));
  // `pvc-<uid>` is what provisioners call what they make; only what stands for a claim is attached.
  const isOfClaim = /volume "pvc-|AttachVolume|ForAttach|Multi-Attach|MountDevice/.test(message);
  const isOther = names.length === 1 && !all.some(({ name }) => name === names[0]);
  const isOnly = isOfClaim && isOther && claims.length === 1;
  return (named.length === 0 && isOnly ? claims : named).map(({ of }) => of);
}

/** Without the words that say again which volume it is. */
function saidBy(event: EvidenceEvent): string {
  const message = event.message ?? '';
  if (message.startsWith('Multi-Attach error')) {
    const users = /used by pod\(s\) (.+)$/s.exec(message)?.[1];
    const by = users === undefined ? '' : `, where ${quoted(users.trim())} uses it`;
    return `: it is still attached to another node${by}`;
  }
  const rest = message.replace(/^[\w.]+ failed for volume "[^"]+" : /, '');
  if (!isSummary(event)) return afterColon(rest);
  const why = message.replace(/^.*\]: /s, '');
  return /^(?:timed out waiting|context deadline)/.test(why)
    ? ', and no event says why'
    : afterColon(why);
}
