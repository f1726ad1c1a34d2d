import type { PodSpecAnswer } from '@podline/contract';
import { startReplayServer } from '@podline/replay';
import { expect, onTestFinished, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { live, pageOf } from '../testing/pages.ts';
import { runningApp } from '../testing/running-app.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

const POD = {
  metadata: {
    name: 'web-0',
    namespace: 'shop',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"value":"planted-1"}',
      'example.com/api-token': 'planted-2',
    },
    managedFields: [{ manager: 'kubectl' }],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'app',
        image: 'web:1',
        args: ['--password', 'planted-3', `--header=Authorization: Bearer ${TOKEN}`],
        env: [
          { name: 'DB_PASSWORD', value: 'planted-4' },
          { name: 'DATABASE_URL', value: 'postgres://shop:planted-5@db/shop' },
          { name: 'MODE', value: 'fast' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 'web', key: 'api-key' } } },
        ],
      },
    ],
  },
  status: { phase: 'Running' },
};

async function running() {
  const cluster = await startReplayServer({ recordings: [], startOn: 'told' });
  onTestFinished(() => cluster.close());
  const { uid } = cluster.apply(POD);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  await page.rows((rows) => rows.length === 1);
  const ask = (query = ''): Promise<Response> =>
    fetch(`${app.url}/api/pods/shop/web-0/spec${query}`);
  return { cluster, page, uid, ask };
}

test('the spec is YAML without the values of secrets, and says how many it masked', async () => {
  const { ask, uid } = await running();
  const answer = await ask(`?uid=${uid}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const spec = (await answer.json()) as PodSpecAnswer;
  expect(spec.uid).toBe(uid);
  expect(spec.yaml).not.toMatch(/planted-|ghp_|managedFields/);
  expect(spec.yaml).toContain('- name: MODE\n          value: fast');
  expect(spec.yaml).toContain('name: web\n              key: api-key');
  expect(spec.yaml).toContain('postgres://shop:•••@db/shop');
  expect(spec.masked).toBe(5);
});

test('a pod that was replaced, one that is gone, and one that may not be read are said as such', async () => {
  const { ask, uid, cluster, page } = await running();
  const code = async (query: string): Promise<readonly [number, string]> => {
    const answer = await ask(query);
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  cluster.faults.inject({ on: 'get', resource: 'pods', do: { kind: 'status', code: 403 } });
  expect(await code('')).toEqual([403, 'POD_UNREADABLE']);
  cluster.recreate({ namespace: 'shop', name: 'web-0' });
  await page.rows((rows) => rows.some((row) => row.uid !== uid));
  expect(await code(`?uid=${uid}`)).toEqual([409, 'POD_REPLACED']);
  cluster.delete({ namespace: 'shop', name: 'web-0' });
  await page.rows((rows) => rows.length === 0);
  expect(await code('')).toEqual([404, 'POD_GONE']);
  expect(await code('?uid=never-seen')).toEqual([404, 'POD_NOT_FOUND']);
});
