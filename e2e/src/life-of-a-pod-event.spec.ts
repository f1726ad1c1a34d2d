/** docs/life-of-a-pod-event.md, station by station: one recorded pod event from the API server to the pixel. */
import { expect, test } from '@playwright/test';
import { type Known, millis, observe, seq, type Transition } from '@podline/domain';
import { clusterId, podFromApi, reflect, resolveCluster } from '@podline/kube';
import { openStore } from '@podline/store';
import { startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed, startRecordedCluster } from './recorded-cluster.ts';

/** The line of the watch that says init-1 has ended. */
const VERSION = '1206';
const KEY =
  'init/init-1/ended/containerd://508f79e3f6873113d3622874337a7572ccdaa6fc8b32f51484bdd680a8c8bb26';
const END = Date.parse('2026-11-22T07:31:46Z');

/** Waits for nothing: whoever sleeps here only backs off. */
const clock = {
  now: () => millis(Date.now()),
  sleep: (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
  random: () => 0,
};

test('one pod event passes the eight stations of the street', async ({ page }) => {
  const folder = await temporaryFolder();
  const recording = await readRecordingNamed('init-three-in-order');
  const line = recording.pods.find((l) => l.object.metadata.resourceVersion === VERSION);
  if (line === undefined) throw new Error(`The recording has no version ${VERSION}.`);
  const cluster = await startRecordedCluster(recording, folder.path);
  const stop = new AbortController();
  const env = { KUBECONFIG: cluster.kubeconfig };
  const dbPath = `${folder.path}/podline.db`;
  const podline = await startPodline(['serve', '--port', '0', '--db', dbPath], {
    ...env,
    HOME: folder.path,
  });
  const resolved = await resolveCluster({ env, home: null, context: null, clock });
  if (resolved.kind !== 'cluster') throw new Error(`There is no cluster: ${resolved.kind}.`);
  const recordedSnapshot = podFromApi(line.object);
  if ('unreadable' in recordedSnapshot) throw new Error(recordedSnapshot.unreadable);
  try {
    await test.step('1 the reflector yields it, whole and in order', async () => {
      const versions: string[] = [];
      cluster.server.play.advanceTo(line.t);
      for await (const event of reflect({
        cluster: resolved.cluster,
        resource: 'pods',
        namespace: null,
        decode: podFromApi,
        resumeFrom: recording.pods[0]?.object.metadata.resourceVersion ?? null,
        signal: stop.signal,
      })) {
        if (event.kind === 'applied') versions.push(event.snapshot.resourceVersion);
        if (versions.at(-1) === VERSION) break;
      }
      expect(versions).toEqual(['1141', '1142', '1144', '1149', '1163', '1206']);
    });

    await test.step('2 pod-from-api reduces it to what is kept', () => {
      expect(recordedSnapshot.statuses[0]).toMatchObject({
        name: 'init-1',
        state: {
          kind: 'terminated',
          ending: { exitCode: 0, reason: 'Completed' },
          finishedAt: END,
        },
      });
      expect(JSON.stringify(recordedSnapshot)).not.toContain('last-applied-configuration');
    });

    await test.step('4 observe finds one fact in it', () => {
      let known: Known | null = null;
      let found: readonly Transition[] = [];
      for (const { t, type, object } of recording.pods) {
        const snapshot = podFromApi(object);
        if (type === 'BOOKMARK' || 'unreadable' in snapshot || t > line.t) continue;
        const observation = observe(known, snapshot, millis(recording.recordedAtMs + t));
        known = observation.known;
        found = observation.transitions;
      }
      expect(found.map((transition) => transition.key)).toEqual([KEY]);
    });

    await test.step('3 and 5 the recorder has it in the log, once, with its place', async () => {
      const id = await clusterId(resolved.cluster, stop.signal);
      if (!id.ok) throw new Error(id.failure.sentence);
      const store = await openStore({ path: dbPath, now: clock.now });
      const log = store.reading(id.value);
      const places = async () => {
        const kept = await log.transitionsOf(recordedSnapshot.uid, seq(0));
        return kept.filter((t) => t.key === KEY).map((t) => [t.at, t.seq > 0]);
      };
      await expect.poll(places).toEqual([[END, true]]);
      await store.close();
    });

    const frames: string[] = [];
    await test.step('6 the hub sends a page what touches its view', async () => {
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => frames.push(payload.toString())),
      );
      await page.goto(`${podline.url}/pods/init-three-in-order/example-pod`);
      await expect.poll(() => frames.some((frame) => frame.includes(KEY))).toBe(true);
      cluster.server.play.advanceTo(8000);
      await expect
        .poll(() => frames.some((f) => f.includes('"delta"') && f.includes('init/init-2/ended/')))
        .toBe(true);
    });

    await test.step('7 the feed folds it into what the page holds', async () => {
      await expect(page.getByText('Init:2/3').first()).toBeVisible();
    });

    await test.step('8 the lane draws it, as the domain folds it', async () => {
      const lane = page.getByRole('listitem', { name: /^init 1 init-1: 1 attempt, 0 failed/ });
      const segment = lane.getByRole('button', { name: /ended well: exit 0 Completed/ });
      await expect(segment).toHaveAccessibleName(/07:31:44 to 07:31:46/);
    });
  } finally {
    stop.abort();
    await podline.end('SIGKILL');
    await cluster.server.close();
    await folder.remove();
  }
});
