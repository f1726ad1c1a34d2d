/** What the container is configured with: a ConfigMap, a Secret or a key that is missing, or a setting that is refused. */

import { type Circumstances, eventsOf } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEvents, byWait } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, get, kubectl } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, type Told } from '../rule.ts';
import { clipped, quoted, withStop } from '../words.ts';

const REASONS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'PreCreateHookError',
  'PreStartHookError',
]);

export const config: Rule = (c) =>
  courses(c).flatMap((course) => {
    const { current, lane } = course;
    if (current?.kind !== 'waiting' || !REASONS.has(current.reason ?? '')) return [];
    const state = course.status?.state;
    const message = (state?.kind === 'waiting' ? state.message : null) ?? current.message ?? '';
    return [configFinding(c, course, current.reason ?? '', message, lane.name)];
  });

function configFinding(
  c: Circumstances,
  course: Course,
  reason: string,
  message: string,
  name: string,
): Finding {
  const shared = {
    severity: 'critical',
    container: name,
    since: course.broken?.since ?? null,
    evidence: [...byWait(c, name), ...byEvents(eventsOf(c, name, 'Failed'))],
  } as const;
  const missing = missingIn(message, c.pod.namespace);
  if (missing !== null) return missingFinding(c, shared, missing, name);
  if (/run(?:s|ning)? as (?:non-)?root|runAsNonRoot/i.test(message)) {
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
  return finding(c, 'config-invalid', {
    ...shared,
    title: `${name} cannot be created: ${reason}`,
    sentence: `${withStop(`${name} cannot be created: ${clipped(message) || reason}`)}${heldUpWords(c, name)}`,
    next: [describePod(c.pod)],
  });
}

const rootWords = (message: string): string =>
  /non-numeric user/.test(message)
    ? 'its image names a user without a number, so that nobody can tell whether that is root (set runAsUser)'
    : 'its image runs as root (set runAsUser, or use an image with a USER)';

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
  const object = /(configmap|secret) "([^"]+)" not found/i.exec(message);
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
