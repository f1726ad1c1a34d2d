/** `podline explain POD`: the findings of a pod of a cluster, asked of the Podline that watches it. */
import type { FindingsDocument, PodRow, Problem } from '@podline/contract';
import { explained } from './explain.ts';
import { Unexplained } from './unexplained.ts';

export interface PodToExplain {
  readonly name: string;
  /** Null: it is looked for in all of them. */
  readonly namespace: string | null;
  /** Where Podline is, e.g. `http://127.0.0.1:7878`. */
  readonly server: string;
}

/** Longer than the server takes for any answer. */
const PATIENCE_MS = 20_000;
/** Namespaces that are named where a pod of that name is in several. */
const NAMED = 5;

/** The text to print. @throws Unexplained in one sentence: nobody answers, there is no such pod, or there are several. */
export async function explainPod({ name, namespace, server }: PodToExplain): Promise<string> {
  const base = addressOf(server);
  for (const named of [name, namespace]) if (named !== null) checkName(named);
  const where = namespace ?? (await onlyNamespaceOf(base, name));
  const path = `/api/pods/${encodeURIComponent(where)}/${encodeURIComponent(name)}/findings`;
  const { pod, findings } = await asked(base, path, isFindings, () => noPod(name, where));
  return explained([{ ...pod, findings }]);
}

/** As Kubernetes names objects: nothing else is worth asking for, and `..` would be another address. */
function checkName(name: string): void {
  if (name.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return;
  throw new Unexplained(
    'wrong',
    `"${name.slice(0, 253)}" is no name of a pod or a namespace: they are of small letters, digits, - and dots.`,
  );
}

function addressOf(server: string): URL {
  const url = URL.parse(server);
  if (url !== null && `${url.username}${url.password}` !== '')
    throw new Unexplained('wrong', '--server is an address without a user and a password.');
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new Unexplained('wrong', `--server is an address as http://127.0.0.1:7878, not ${server}.`);
}

async function onlyNamespaceOf(base: URL, name: string): Promise<string> {
  const path = `/api/pods?q=${encodeURIComponent(`name:"${name.replaceAll('"', '')}"`)}`;
  const { pods } = await asked(base, path, isList);
  const [first, ...others] = pods.filter((pod) => pod.name === name).map((pod) => pod.namespace);
  if (first === undefined)
    throw new Unexplained(
      'no-pod',
      `There is no pod ${name} in any namespace; of one that is gone, say the namespace with -n.`,
    );
  if (others.length === 0) return first;
  const named = [first, ...others].slice(0, NAMED).join(', ');
  const rest = others.length < NAMED ? '' : ' and others';
  throw new Unexplained(
    'no-pod',
    `There is a pod ${name} in ${named}${rest}: say which one with -n.`,
  );
}

const noPod = (name: string, namespace: string): Unexplained =>
  new Unexplained('no-pod', `Podline knows of no pod ${name} in ${namespace}.`);

type PodList = { readonly pods: readonly PodRow[] };

// Whether it is Podline that answers: then what it answers is what the contract says.
const isList = (body: object): body is PodList => 'pods' in body && Array.isArray(body.pods);
const isFindings = (body: object): body is FindingsDocument =>
  'pod' in body && 'findings' in body && Array.isArray(body.findings);

/** `unknown`: what a 404 means. */
async function asked<T extends object>(
  base: URL,
  path: string,
  isIt: (body: object) => body is T,
  unknown?: () => Unexplained,
): Promise<T> {
  const answer = await fetched(new URL(path, base));
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok && typeof body === 'object' && body !== null && isIt(body)) return body;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  if (answer.status === 404 && problem.code === 'POD_NOT_FOUND' && unknown !== undefined)
    throw unknown();
  const said =
    typeof problem.sentence === 'string'
      ? [problem.sentence, problem.detail].filter((it) => it != null).join(' ')
      : 'Whatever answers there is no Podline.';
  throw new Unexplained('no-server', `${base.origin} answers with ${answer.status}: ${said}`);
}

async function fetched(url: URL): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (cause) {
    const why = reasonOf(cause);
    throw new Unexplained(
      'no-server',
      `No Podline answers at ${url.origin} (${why}): start one, or say with --server where it is.`,
      { cause },
    );
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing came for ${PATIENCE_MS / 1000} s`;
  const { cause } = error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error ? inner.message : error.message;
}
