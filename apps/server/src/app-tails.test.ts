/** Logs through the whole server, on a recorded cluster. */
import type { SharedFailureDocument, TailDocument, TailList } from '@podline/contract';
import type { Recording } from '@podline/replay';
import { startReplayServer } from '@podline/replay';
import { expect, onTestFinished, test } from 'vitest';
import { testFolder } from './testing/folder.ts';
import { live, pageOf } from './testing/pages.ts';
import { recorded } from './testing/recordings.ts';
import { runningApp } from './testing/running-app.ts';

const podOf = (name: string): string => `api/pods/${name}/example-pod`;
const jsonOf = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

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
