/** What `podline explain` is asked to explain: a pod of the cluster, or a recording on disk. */
import { stat } from 'node:fs/promises';
import { explain } from './explain.ts';
import { explainPod } from './explain-pod.ts';
import { Unexplained } from './unexplained.ts';

/** Where `podline serve` listens when nothing else is said. */
export const EXPLAIN_SERVER = 'http://127.0.0.1:7878';

export interface ExplainOptions {
  readonly namespace?: string;
  readonly server?: string;
}

/**
 * The text to print. A folder that is there is a recording, as is whatever is spelt as a path; anything else, and whatever comes with an
 * option, is a pod. @throws Unexplained, RecordingUnreadable.
 */
export async function explainWhat(
  what: string,
  pod: string | null,
  { namespace, server }: ExplainOptions,
): Promise<string> {
  const isAsked = namespace !== undefined || server !== undefined;
  if (!isAsked && (isPath(what) || (await isFolder(what)))) return explain(what, pod);
  if (pod !== null)
    throw new Unexplained(
      'wrong',
      isAsked
        ? 'A pod of the cluster is one name, as in `podline explain web-0 -n shop`.'
        : `There is no folder ${what}; a pod of the cluster is one name, as in podline explain web-0 -n shop.`,
    );
  const [first = '', second] = what.split('/');
  const named = second === undefined ? null : first;
  return explainPod({
    name: second ?? first,
    namespace: namespace ?? named,
    server: server ?? EXPLAIN_SERVER,
  });
}

/** A pod has no such name, with its namespace or without. */
const isPath = (what: string): boolean =>
  /^[./~]/.test(what) || /\/.*\//.test(what) || /[/\\]$/.test(what);

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Whatever cannot be looked at is no recording, and may be a pod's name.
    return false;
  }
}
