import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aService, initRuns } from '../testing/around.ts';
import { testFolder } from '../testing/folder.ts';
import { live, pageOf } from '../testing/pages.ts';
import { runningApp, toldCluster } from '../testing/running-app.ts';
import { exitCodeOf } from './exit-codes.ts';
import { explain } from './explain.ts';
import { explainWhat } from './explain-what.ts';
import { sentenceOf } from './sentence.ts';

const SEED = 'seed-init-waits-for-service';

async function podline(names: readonly string[] = []) {
  const cluster = await toldCluster(names);
  cluster.play.advanceTo(cluster.play.durationMs);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  const server = app.url;
  return { cluster, server, there: (count: number) => page.rows((it) => it.length === count) };
}

/** What is printed, or the sentence and the exit code. */
async function said(...args: Parameters<typeof explainWhat>): Promise<string> {
  try {
    return await explainWhat(...args);
  } catch (error) {
    return `${exitCodeOf(error)}: ${sentenceOf(error)}`;
  }
}

test('a pod of the cluster reads as the same pod of its recording does, and tells what is around it', async () => {
  const { server, there } = await podline([SEED]);
  await there(1);
  const looked = expect.poll(() => said('example-pod', null, { server }), { timeout: 20_000 });
  await looked.toContain('there is no Service of that name in');
  const text = await said('example-pod', null, { server });
  const recorded = await explain(join(import.meta.dirname, '../../../../recordings', SEED), null);
  expect(text.split('\n')[0]).toBe(recorded.split('\n')[0]);
  expect(text).toContain('CRITICAL  init-myservice waits for the DNS name myservice  [waits-for]');
  expect(text).toContain('spec        init-myservice runs nslookup for myservice');
  expect(text).toContain('status      Services of seed-init-waits-for-service: none is named');
  for (const name of [`${SEED}/example-pod`, 'example-pod'])
    expect(await said(name, null, { server, namespace: SEED })).toContain('[waits-for]');
});

test('of several pods of a name it asks which one; of none it says so; of one that is gone it takes the namespace', async () => {
  const { cluster, server, there } = await podline();
  const runs = 'until nslookup db; do sleep 1; done';
  for (const namespace of ['bank', 'shop']) cluster.apply(initRuns('web', { namespace, runs }));
  cluster.apply(initRuns('gone', { runs }));
  cluster.apply(aService('other'));
  await there(3);
  expect(await said('web', null, { server })).toBe(
    '6: There is a pod web in bank, shop: say which one with -n.',
  );
  expect(await said('we', null, { server })).toBe(
    '6: There is no pod we in any namespace; of one that is gone, say the namespace with -n.',
  );
  expect(await said('we', null, { server, namespace: 'shop' })).toBe(
    '6: Podline knows of no pod we in shop.',
  );
  cluster.delete({ namespace: 'shop', name: 'gone' });
  await there(2);
  expect(await said('gone', null, { server, namespace: 'shop' })).toBe(
    'Nothing to say of shop/gone.',
  );
});

test('what is wrong is said in one sentence', async () => {
  const server = 'http://127.0.0.1:9';
  expect(await said('web', null, { server })).toMatch(
    /^5: No Podline answers at http:\/\/127\.0\.0\.1:9 \(.+\): start one, or say with --server where it is\.$/,
  );
  expect(await said('web', null, { server: 'localhost' })).toBe(
    '1: --server is an address as http://127.0.0.1:7878, not localhost.',
  );
  expect(await said('nowhere', 'web', {})).toMatch(/^1: There is no folder nowhere; .*\.$/);
  expect(await said('web', 'web', { server })).toMatch(/^1: A pod of the cluster is one name/);
  expect(await said('./nowhere', null, {})).toMatch(/^1: .*nowhere.meta\.json cannot be read/);
  expect(await said('/nowhere/at/all', null, {})).toMatch(/^1: .*meta\.json cannot be read/);
});

test.each(['Web_0', '..', 'shop/', '-x', ''])(
  '%j is no name, and nobody is asked',
  async (name) => {
    const server = 'http://127.0.0.1:9';
    for (const [pod, namespace] of [
      [name.replace('/', ''), name],
      ['web', name],
    ] as const)
      expect(await said(pod, null, { server, namespace })).toMatch(
        /^1: ".*" is no name of a pod or a namespace: they are of small letters, digits, - and dots\.$/,
      );
  },
);

test('a password in the address is not repeated', async () => {
  const answer = await said('web', null, { server: 'http://bob:hunter2@127.0.0.1:9' });
  expect(answer).toBe('1: --server is an address without a user and a password.');
});

test.each([
  [418, '<html>tea'],
  [200, '{}'],
  [200, '{"pods":7,"pod":{},"findings":{}}'],
])('whatever else listens there is no Podline: %i %s', async (status, body) => {
  const stranger = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void stranger.close());
  const server = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  for (const where of [{ namespace: 'shop' }, {}])
    expect(await said('web', null, { server, ...where })).toBe(
      `5: ${server} answers with ${status}: Whatever answers there is no Podline.`,
    );
});
