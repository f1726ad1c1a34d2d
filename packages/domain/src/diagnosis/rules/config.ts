/** What the container is configured with: a ConfigMap, a Secret or a key that is missing, or a setting that is refused. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEvents, byWait } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { describePod, get, kubectl } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, type Told } from '../rule.ts';
import { runtimeWords, startRefusalOf, startTroubleIn } from '../start-words.ts';
import { clipped, quoted, withStop } from '../words.ts';

export const config: Rule = (c) =>
  courses(c).flatMap((course) => {
    const { current, lane } = course;
    if (current?.kind !== 'waiting') return [];
    const refusal = startRefusalOf(course);
    const isConfig = current.reason === 'CreateContainerConfigError';
    // What is said of the program itself is no matter of configuration: another rule has that.
    const isOther = refusal === null || startTroubleIn(refusal) !== null;
    if (!isConfig && isOther) return [];
    const state = course.status?.state;
    const message = (state?.kind === 'waiting' ? state.message : null) ?? current.message ?? '';
    return [configFinding(c, course, current.reason ?? '', message, lane.name)];
  });

/** The kubelet knows no ConfigMaps, Secrets or Services yet: it was just started, or does not reach the API server. */
const NOT_YET = /failed to sync (?:configmap|secret) cache|services have not yet been read/;

function severityOf(c: Circumstances, course: Course, message: string): Severity {
  if (!NOT_YET.test(message)) return 'critical';
  const since = course.broken?.since ?? c.now;
  return lasted(c, since) < c.patience.sandbox ? 'info' : 'warning';
}

function configFinding(
  c: Circumstances,
  course: Course,
  reason: string,
  message: string,
  name: string,
): Finding {
  const shared = {
    severity: severityOf(c, course, message),
    container: name,
    since: course.broken?.since ?? null,
    evidence: [...byWait(c, name), ...byEvents(eventsOf(c, name, 'Failed'))],
  } as const;
  const missing = missingIn(message, c.pod.namespace);
  if (missing !== null) return missingFinding(c, shared, missing, name);
  if (/run(?:s|ning)? as (?:non-)?root|runAsNonRoot|breaks non-root policy/i.test(message)) {
    return finding(c, 'run-as-non-root', {
      ...shared,
      title: `${name} would run as root, which is forbidden`,
      sentence: `${withStop(`${name} is not created: its security context says runAsNonRoot, and ${rootWords(message)}`)}${heldUpWords(c, name)}`,
      next: [
        kubectl(
          c.pod.namespace,
          'get',
          'pod',
          c.pod.name,
          '-o',
          `jsonpath={.spec.securityContext}{..securityContext}`,
        ),
      ],
    });
  }
  const what = reason === 'RunContainerError' ? 'started' : 'created';
  return finding(c, 'config-invalid', {
    ...shared,
    title: `${name} cannot be ${what}: ${clipped(reason, 80)}`,
    sentence: `${withStop(`${name} cannot be ${what}: ${runtimeWords(message) || clipped(reason)}`)}${heldUpWords(c, name)}`,
    next: [describePod(c.pod)],
  });
}

function rootWords(message: string): string {
  if (/runAsUser breaks/.test(message)) return 'its runAsUser is 0, which is root';
  return /non-numeric user/.test(message)
    ? 'its image names a user without a number, so that nobody can tell whether that is root (set runAsUser)'
    : 'its image runs as root (set runAsUser, or use an image with a USER)';
}

interface Missing {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly namespace: string;
  /** Null: the whole object is missing. */
  readonly key: string | null;
}

/** `configmap "x" not found`, `couldn't find key k in Secret ns/x`. */
function missingIn(message: string, namespace: string): Missing | null {
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) (?:([^/\s]+)\/)?(\S+)/.exec(message);
  if (key !== null) {
    const kind = key[2] === 'Secret' ? 'Secret' : 'ConfigMap';
    return { kind, name: key[4] ?? '', namespace: key[3] ?? namespace, key: key[1] ?? null };
  }
  const object = /(configmap|secret)s? "([^"]+)" not found/i.exec(message);
  if (object === null) return null;
  const kind = object[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
  return { kind, name: object[2] ?? '', namespace, key: null };
}

function missingFinding(
  c: Circumstances,
  shared: Pick<Told, 'severity' | 'container' | 'since' | 'evidence'>,
  { kind, name: object, namespace, key }: Missing,
  name: string,
): Finding {
  const what =
    key === null
      ? `the ${kind} ${quoted(object)}, which does not exist in ${quoted(namespace)}`
      : `the key ${quoted(key)} of the ${kind} ${quoted(object)} in ${quoted(namespace)}, which has no such key`;
  return finding(c, 'config-missing', {
    ...shared,
    subject: `${kind} ${namespace}/${object}${key === null ? '' : ` key ${key}`}`,
    title:
      key === null
        ? `The ${kind} ${object} does not exist`
        : `The ${kind} ${object} has no key ${key}`,
    sentence: `${name} is not created, because its env needs ${what}.${heldUpWords(c, name)}`,
    // Never a Secret's values: describe prints only the names and sizes of its keys.
    next: [
      key === null
        ? get(namespace, kind.toLowerCase(), object)
        : kubectl(namespace, 'describe', kind.toLowerCase(), object),
      kubectl(namespace, 'get', kind.toLowerCase()),
    ],
  });
}
