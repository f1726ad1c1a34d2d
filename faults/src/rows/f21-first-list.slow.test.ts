import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReplayProcess, startReplayProcess } from '@podline/replay';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDatabase } from '../database.ts';
import { needs, noProc } from '../machine.ts';
import { metricThat, peakMb } from '../measure.ts';
import { type ClientHistory, lastStatus, openPage, type PageClient } from '../page-client.ts';
import { freePort, type Podline, startPodline, temporaryFolder } from '../podline-process.ts';

const PODS = 50_000;
/** In the recording: the pod is there, and nothing of it has run yet. */
const BEGUN_MS = 1000;
/** MB of heap: about what Node takes by itself in a container of 1 GiB. */
const HEAP = ['--max-old-space-size=512'];
const RECORDING = fileURLToPath(new URL('../../../recordings/init-crashloop/', import.meta.url));

beforeEach((context) => needs(context, noProc()));

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A cluster in a process of its own: this one is the page's. */
async function fleet(folder: string, streamingLists: boolean): Promise<ReplayProcess> {
  const kubeconfig = join(folder, 'kubeconfig');
  const fleetOf = { recording: RECORDING, pods: PODS, seed: 'f21', spreadMs: 0, events: false };
  const api = await startReplayProcess({
    fleets: [{ ...fleetOf, namespaces: 20, nodes: 500 }],
    kubeconfig,
    server: { startOn: 'told', streamingLists },
  });
  open.push(() => {
    api.kill();
    return api.ended;
  });
  // Every pod has begun and stands still.
  await api.command({ do: 'advance', to: BEGUN_MS });
  return api;
}

async function begun(streamingLists: boolean) {
  const folder = await temporaryFolder();
  open.push(() => folder.remove());
  const api = await fleet(folder.path, streamingLists);
  return {
    api,
    db: join(folder.path, 'podline.db'),
    async start(): Promise<{ readonly server: Podline; readonly page: PageClient }> {
      const [port, db] = [await freePort(), join(folder.path, 'podline.db')];
      const kubeconfig = join(folder.path, 'kubeconfig');
      const server = await startPodline({ kubeconfig, db, port, hasMetrics: true, nodeArgs: HEAP });
      open.push(() => server.end());
      const page = await openPage(port);
      open.push(() => page.close());
      return { server, page };
    },
  };
}

const listed = (history: ClientHistory): number | null => {
  const watch = lastStatus(history)?.watch;
  return watch?.state === 'connecting' ? watch.listed : null;
};
const isLive = (history: ClientHistory): boolean => lastStatus(history)?.watch.state === 'live';
const rows = ({ views: [list] }: ClientHistory): number =>
  list?.state?.kind === 'pods' ? list.state.total : 0;

const statesIn = ({ told }: ClientHistory): readonly string[] =>
  told.flatMap((it) => (it.kind === 'cluster' ? [it.status.watch.state] : []));

/** How far the list was told to be, told after told. */
const progress = ({ told }: ClientHistory): readonly number[] =>
  told.flatMap((it) =>
    it.kind === 'cluster' && it.status.watch.state === 'connecting' && it.status.watch.listed
      ? [it.status.watch.listed]
      : [],
  );

test.each([
  ['paged and slow', false],
  ['streamed', true],
])(
  'F21: a first list of 50,000 pods, %s: told how far it is, connecting and not synced until its end; half a GB of heap is enough',
  async (_, streamingLists) => {
    const { api, start, db } = await begun(streamingLists);
    if (!streamingLists)
      await api.command({
        do: 'inject',
        fault: { on: 'list', resource: 'pods', times: 'always', do: { kind: 'delay', ms: 200 } },
      });
    const { server, page } = await start();
    await page.until((it) => (listed(it) ?? 0) > 0, 'Progress is told', 60_000);
    expect(await server.ready()).toMatchObject({ ready: true, synced: false, watch: 'connecting' });
    const history = await page.until(isLive, 'It is live', 300_000);
    // An empty list that is live is "no pods": before, it is "connecting".
    const states = statesIn(history);
    expect(states.indexOf('live')).toBeGreaterThan(states.lastIndexOf('connecting'));
    await page.until((it) => rows(it) === PODS, 'All are shown', 60_000);
    expect(await server.ready()).toMatchObject({ synced: true, watch: 'live' });
    const told = progress(history);
    expect(told.length).toBeGreaterThan(10);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(await metricThat(server, 'podline_pods', () => true)).toBe(PODS);
    expect(readDatabase(db).pods).toHaveLength(PODS);
    expect(peakMb(server)).toBeLessThan(900);
  },
  600_000,
);
