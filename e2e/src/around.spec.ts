/** The example that Podline began with: an init waits for a Service's name, the Service comes, and nobody reloads the page. */
import { expect, type Page, test } from '@playwright/test';
import type { JsonObject } from '@podline/replay';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';

/** RFC 3339, so many seconds from now. */
const stamp = (seconds: number): string =>
  new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';
const lookup = (service: string): string =>
  `until nslookup ${service}.$(cat ${NAMESPACE_FILE}).svc.cluster.local; do echo waiting for ${service}; sleep 2; done`;

/** Each runs the one before has completed; the first has run for five minutes. */
function podWithInits(
  name: string,
  inits: Readonly<Record<string, string>>,
  labels = {},
): JsonObject {
  const startedAt = stamp(-300);
  const status = (of: string, state: object, more = {}) => ({
    ...{ name: of, image: 'busybox:1.28', imageID: '', restartCount: 0, ready: false, state },
    ...more,
  });
  const waiting = { waiting: { reason: 'PodInitializing' } };
  const [first, ...others] = Object.keys(inits);
  return {
    metadata: { name, namespace: 'shop', labels, creationTimestamp: startedAt },
    spec: {
      nodeName: 'node-1',
      initContainers: Object.entries(inits).map(([of, script]) => ({
        ...{ name: of, image: 'busybox:1.28', command: ['sh', '-c', script] },
      })),
      containers: [{ name: 'myapp-container', image: 'busybox:1.28' }],
    },
    status: {
      phase: 'Pending',
      podIP: '10.244.0.7',
      conditions: ['PodScheduled', 'PodReadyToStartContainers', 'Ready'].map((type) => ({
        ...{ type, status: type === 'Ready' ? 'False' : 'True', lastTransitionTime: startedAt },
      })),
      initContainerStatuses: [
        status(
          first ?? '',
          { running: { startedAt } },
          { containerID: `c-${name}`, started: true },
        ),
        ...others.map((of) => status(of, waiting)),
      ],
      containerStatuses: [status('myapp-container', waiting)],
    },
  };
}

const service = (name: string): JsonObject => ({
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ port: 80 }] },
});

const slice = (of: string, uid: string, ready: boolean): JsonObject => ({
  kind: 'EndpointSlice',
  metadata: {
    ...{ name: `${of}-x`, namespace: 'shop' },
    labels: { 'kubernetes.io/service-name': of },
  },
  addressType: 'IPv4',
  endpoints: [{ conditions: { ready }, targetRef: { kind: 'Pod', name: `${of}-0`, uid } }],
  ports: [{ port: 80 }],
});

const cause = (page: Page) => page.getByRole('region', { name: /waits for|waited for/ });

test.describe('what is around a pod', () => {
  let cluster: ByHandCluster;
  test.beforeAll(async () => {
    cluster = await startByHandCluster();
  });
  test.afterAll(() => cluster.end());

  test('an init that waits for a Service: it is named, and solved by itself when it comes', async ({
    page,
  }) => {
    const { server, podline } = cluster;
    const inits = { 'init-myservice': lookup('myservice'), 'init-mydb': lookup('mydb') };
    server.apply(podWithInits('myapp-pod', inits));
    await page.goto(`${podline.url}/pods/shop/myapp-pod`);
    await expect(cause(page)).toContainText(
      'init-myservice waits for the DNS name myservice; there is no Service of that name in shop.',
    );
    const loaded = await page.evaluate(() => performance.timeOrigin);
    server.apply(service('myservice'));
    await expect(cause(page)).toContainText(
      'init-myservice waited for the DNS name myservice, which is there now',
    );
    await expect(page.getByText('Solved')).toBeVisible();
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded);
  });

  test('a Service whose pod is stuck itself: the chain is told to its end', async ({ page }) => {
    const { server, podline } = cluster;
    server.apply(podWithInits('web', { setup: 'until nc -z db 80; do sleep 1; done' }));
    const db = server.apply(podWithInits('db-0', { restore: lookup('store') }, { app: 'db' }));
    server.apply(service('db'));
    server.apply(slice('db', db.uid, false));
    await page.goto(`${podline.url}/pods/shop/web`);
    await expect(cause(page)).toContainText(
      'setup waits for an answer of db:80; the Service db has no ready endpoint, of 1; its pod db-0 is Init:0/1: restore waits for the DNS name store; there is no Service of that name in shop.',
    );
    await expect(cause(page)).toContainText('Pod db-0: Init:0/1');
    server.apply(slice('db', db.uid, true));
    await expect(cause(page)).toContainText('the Service db has 1 ready endpoint.');
  });
});
