/** Logs through the whole server, on a recorded cluster. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  SharedFailureDocument,
  TailDocument,
  TailList,
  TimelineDocument,
} from '@podline/contract';
import type { Recording } from '@podline/replay';
import { startReplayServer } from '@podline/replay';
import { expect, onTestFinished, test } from 'vitest';
import { testFolder } from './testing/folder.ts';
import { live, pageOf } from './testing/pages.ts';
import { recorded } from './testing/recordings.ts';
import { runningApp } from './testing/running-app.ts';

const podOf = (name: string): string => `api/pods/${name}/example-pod`;
const jsonOf = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

/** The recording with other words in every log, and in every termination message. */
async function saying(name: string, words: string): Promise<Recording> {
  const recording = await recorded(name);
  const bytes = Buffer.from(`${words}\n`);
  const logs = new Map(
    [...recording.logs].map(([key]) => [key, { current: bytes, previous: bytes }]),
  );
  return { ...recording, logs };
}

async function clusterOf(recording: Recording) {
  const server = await startReplayServer({ recordings: [recording], startOn: 'told' });
  onTestFinished(() => server.close());
  return server;
}

/** The API tells of it as soon as it is durable: asked again until it does. */
async function keptTails(pod: string): Promise<TailList> {
  for (;;) {
    const { uid, tails = [] } = await jsonOf<Partial<TailList>>(`${pod}/tails`);
    if (uid !== undefined && tails.some(({ lines }) => lines > 0)) return { uid, tails };
  }
}

test('what failed attempts of an init wrote last is there by the API, also when the pod is gone and after a restart', async () => {
  const cluster = await clusterOf(await recorded('init-crashloop'));
  const folder = await testFolder();
  const app = await runningApp(folder, cluster.kubeconfig);
  await live(pageOf(app));
  cluster.play.advanceTo(cluster.play.durationMs * 0.8);
  const pod = podOf('init-crashloop');
  const { uid, tails } = await keptTails(`${app.url}/${pod}`);
  const head = tails.find(({ lines }) => lines > 0);
  if (head === undefined) throw new Error('no tail');
  const address = `${pod}/tails?uid=${uid}&container=${head.container}&attempt=${head.attempt}`;
  const document = await jsonOf<TailDocument>(`${app.url}/${address}`);
  expect(document.head).toEqual(head);
  expect(document.lines).toHaveLength(head.lines);
  const { signature } = document;
  const alike = await jsonOf<SharedFailureDocument>(`${app.url}/api/signatures/${head.signature}`);
  expect(signature).toMatchObject({ key: head.signature, attempts: alike.newest.length, pods: 1 });
  expect(alike.newest[0]).toMatchObject({ uid, container: head.container, isGone: false });
  await app.close();
  const again = await runningApp(folder, cluster.kubeconfig);
  await live(pageOf(again));
  expect(await jsonOf(`${again.url}/${address}`)).toEqual(document);
}, 30_000);

test('planted secrets stand in no table, no answer and no line of the server’s log', async () => {
  const secret = 'hunter2-S3cr3t';
  const words = `FATAL cannot connect to postgres://app:${secret}@db:5432/shop with DB_PASSWORD=${secret}`;
  // Its termination message is the end of its log: the kubelet puts the secret into the pod itself.
  const recording = await saying('init-fallback-to-logs-on-error', words);
  const pods = recording.pods.map((line) => {
    const text = line.text.replaceAll(/("message":")[^"]*(?=")/g, `$1${words}`);
    return { ...line, text, object: JSON.parse(text) };
  });
  const cluster = await clusterOf({ ...recording, pods });
  const folder = await testFolder();
  const logged: string[] = [];
  const { pino } = await import('pino');
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const app = await runningApp(folder, cluster.kubeconfig, { logger });
  await live(pageOf(app));
  cluster.play.advanceTo(cluster.play.durationMs);
  const pod = `${app.url}/${podOf('init-fallback-to-logs-on-error')}`;
  const { tails, uid } = await keptTails(pod);
  const timeline = await jsonOf<TimelineDocument>(`${pod}/timeline`);
  const answers = [timeline, await jsonOf(`${app.url}/api/pods`)];
  for (const { container, attempt, signature } of tails) {
    answers.push(await jsonOf(`${pod}/tails?uid=${uid}&container=${container}&attempt=${attempt}`));
    if (signature !== null) answers.push(await jsonOf(`${app.url}/api/signatures/${signature}`));
  }
  expect(JSON.stringify(answers)).toContain('exit code 1: FATAL cannot connect to');
  expect(JSON.stringify(answers)).toContain('postgres://app:•••@db:5432/shop');
  expect(JSON.stringify(timeline)).toContain('DB_PASSWORD=•••');
  await app.close();
  expect(JSON.stringify(answers)).not.toContain(secret);
  expect(logged.join()).not.toContain(secret);
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(join(file.parentPath, file.name));
    expect(bytes.includes(secret), file.name).toBe(false);
  }
}, 30_000);
