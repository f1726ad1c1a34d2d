/** What those wait for that ask the API itself: `kubectl wait`, and groundnuty/k8s-wait-for. */
import { parsed } from './command-options.ts';
import type { Target } from './target.ts';

const VALUES =
  'n namespace for timeout l selector o output f filename context s server token field-selector request-timeout kubeconfig'.split(
    ' ',
  );

/** `kubectl wait --for=condition=complete job/migrate -n jobs`, `kubectl rollout status deploy/web`, `kubectl get job migrate`. */
export function kubectlWaits(args: readonly string[]): readonly Target[] {
  const { options, rest } = parsed(args, VALUES);
  const isRollout = rest[0] === 'rollout' && rest[1] === 'status';
  const verb = isRollout ? 'rollout' : (rest[0] ?? '');
  if (!['wait', 'rollout', 'get'].includes(verb)) return [];
  const namespace = options.get('n') ?? options.get('namespace') ?? null;
  const until = isRollout ? 'rolled out' : conditionOf(options.get('for'));
  return namedIn(rest.slice(isRollout ? 2 : 1)).flatMap(([object, name]) =>
    objectTarget(object, name, namespace, until),
  );
}

/** `job/a job/b`, `job a b`. */
function namedIn(words: readonly string[]): readonly (readonly [object: string, name: string])[] {
  if (words.some((word) => word.includes('/')))
    return words.map((word) => {
      const [object = '', name = ''] = word.split('/');
      return [object, name];
    });
  const [object = '', ...names] = words;
  return names.map((name) => [object, name]);
}

/** Null: it must exist. */
function conditionOf(told: string | undefined): string | null {
  if (told === undefined || told === 'create') return null;
  if (told === 'delete') return 'deleted';
  return told.replace(/^condition=/, '').slice(0, 80);
}

/** `job migrate`, `service db`, `pod-wr x`; of pods by their labels no name is told. */
export function k8sWaitFor([kind = '', name = '', ...more]: readonly string[]): readonly Target[] {
  const object = /^(job|pod|service)(?:-we|-wr)?$/.exec(kind)?.[1];
  if (object === undefined) return [];
  const { options } = parsed(more, ['n', 'namespace']);
  const until = object === 'job' ? 'complete' : 'ready';
  return objectTarget(object, name, options.get('n') ?? options.get('namespace') ?? null, until);
}

const objectTarget = (
  object: string,
  name: string,
  namespace: string | null,
  until: string | null,
): readonly Target[] =>
  /^[a-z][\w.-]*$/i.test(object) && /^[a-z0-9][a-z0-9.-]*$/.test(name) && isKnown(namespace)
    ? [{ kind: 'object', object: singular(object), name, namespace, until }]
    : [];

/** Not a variable that nobody tells. */
const isKnown = (namespace: string | null): boolean =>
  namespace === null || /^[a-z0-9][a-z0-9-]*$/.test(namespace);

const SHORT: ReadonlyMap<string, string> = new Map([
  ['svc', 'service'],
  ['po', 'pod'],
  ['deploy', 'deployment'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
]);

function singular(object: string): string {
  const plain = object.toLowerCase().split('.')[0] ?? '';
  return SHORT.get(plain) ?? (plain === 'endpoints' ? plain : plain.replace(/s$/, ''));
}
