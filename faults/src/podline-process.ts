/** The real server as a user starts it, in a process that can be stopped, killed and started again on the same database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));

export interface PodlineOptions {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** Path of the database file; its folder is the working directory's. */
  readonly db: string;
  /** Default 0: any free one. A fixed one lets pages find a restarted server. */
  readonly port?: number;
  /** Also serves metrics, on a free port. */
  readonly hasMetrics?: boolean;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** For Node, before the program. */
  readonly nodeArgs?: readonly string[];
  /** A program that becomes the server, such as `prlimit --nofile=64`. */
  readonly through?: readonly string[];
}

export interface Podline extends Child {
  readonly url: string;
  readonly options: PodlineOptions;
  /** From its start to the printed address, ms. */
  readonly startedInMs: number;
  /** What `/readyz` says; null when it does not answer within a second. */
  ready(): Promise<Readiness | null>;
  /** The text of `/metrics`; null where it serves none or does not answer. */
  metrics(): Promise<string | null>;
}

export interface Readiness {
  readonly status: number;
  readonly ready: boolean;
  readonly synced: boolean;
  readonly watch: string;
  readonly notRecordingSince: number | null;
}

/** Resolves when it prints the page's address. @throws with all it printed when it ends before. */
export async function startPodline(options: PodlineOptions): Promise<Podline> {
  const startedAt = performance.now();
  const child = await spawnPodline(options);
  const [, url = ''] = await child.printed(/^ {2}page\s+(http:\S+)$/m);
  const startedInMs = performance.now() - startedAt;
  return {
    ...child,
    url,
    options,
    startedInMs,
    async ready() {
      const answer = await answerOf(`${url}/readyz`);
      return answer === null
        ? null
        : { ...(JSON.parse(answer.text) as Omit<Readiness, 'status'>), status: answer.status };
    },
    async metrics() {
      const address = /^ {2}metrics\s+(http:\S+)$/m.exec(child.output())?.[1];
      return address === undefined ? null : ((await answerOf(address))?.text ?? null);
    },
  };
}

/** The same without waiting for the address: for a start that is to fail. */
export function spawnPodline(options: PodlineOptions): Promise<Child> {
  const { through = [], nodeArgs = [], args = [], env = {}, hasMetrics = false } = options;
  const metrics = hasMetrics ? ['--metrics', '127.0.0.1:0'] : [];
  const command = [...through, process.execPath, ...nodeArgs, MAIN, 'serve'];
  const settings = ['--port', String(options.port ?? 0), '--db', options.db, ...metrics, ...args];
  return startChild([...command, ...settings], { KUBECONFIG: options.kubeconfig, ...env });
}

async function answerOf(url: string): Promise<{ status: number; text: string } | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return { status: response.status, text: await response.text() };
  } catch {
    // It does not answer, which is all that was asked.
    return null;
  }
}

/** A folder for one test; `remove` takes it away with all that is in it. */
export async function temporaryFolder(): Promise<{
  readonly path: string;
  remove(): Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'podline-faults-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('No port was given.'))
          : resolve(address.port),
      );
    });
  });
}
