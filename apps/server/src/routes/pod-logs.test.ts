import type { LogRecord } from '@podline/contract';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { isEnd, isLine, isNote, readLogs, words } from '../testing/log-reader.ts';
import { live, pageOf } from '../testing/pages.ts';
import { runningApp, toldCluster } from '../testing/running-app.ts';

/** A server that watches a recording played up to a moment, and sees its pod. */
async function watching(name: string, moment = Number.POSITIVE_INFINITY, allow = () => true) {
  const cluster = await toldCluster([name], { allow, truth: 'all' });
  const to = (t: number) => cluster.play.advanceTo(Math.min(t, cluster.play.durationMs));
  to(moment);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  const [row] = await page.rows((rows) => rows.length > 0);
  if (row === undefined) throw new Error('No pod.');
  const address = (query: string, pod = row): string =>
    `${app.url}/api/pods/${pod.namespace}/${pod.name}/logs?${query}`;
  return { cluster, app, page, row, to, address };
}

const shared = 'seed-sidecar-shared-logs';

describe('the logs of a pod', () => {
  test('of all its containers come as one, in the order of their times', async () => {
    const { address } = await watching('init-three-in-order');
    const records = await (await readLogs(address(''))).rest();
    const lines = records.filter(isLine);
    expect(new Set(lines.map(({ container }) => container)).size).toBe(4);
    const times = lines.map(({ at }) => at ?? '');
    expect(times).toEqual(times.toSorted());
    expect(times[0]).toMatch(/^2026-11-22T07:31:\d\d\.\d{9}Z$/);
    expect(words(records.at(-1) as LogRecord)).toBe('end complete');
  });

  test('are those of the containers that are named, and no more lines than asked for', async () => {
    const { address } = await watching(shared);
    const one = await (await readLogs(address('container=log-collector&tail=2'))).rest();
    expect(one.filter(isLine).map(({ container }) => container)).toEqual([
      'log-collector',
      'log-collector',
    ]);
  });

  test('from a time on are the lines of that time and after it', async () => {
    const { address } = await watching(shared);
    const all = (await (await readLogs(address('container=main-app'))).rest()).filter(isLine);
    const from = all.at(-2)?.at ?? '';
    const some = await (await readLogs(address(`container=main-app&since=${from}`))).rest();
    expect(some.filter(isLine)).toEqual(all.slice(-2));
  });

  test('that are followed come as they are written, and end with their container', async () => {
    const { address, to } = await watching(shared, 4000);
    const reader = await readLogs(address('follow=true'));
    await reader.until((record) => words(record) === 'main-app: app started');
    to(8000);
    await reader.until((record) => words(record).includes('main-app request 3'));
    to(Number.POSITIVE_INFINITY);
    reader.leave();
  });

  test('of the run before are asked for as such; where there was none, it says so', async () => {
    const { address } = await watching('init-crashloop');
    const records = await (await readLogs(address('previous=true'))).rest();
    expect(records.map(words)).toEqual(
      expect.arrayContaining(['broken gone', 'main-app no-previous', 'end complete']),
    );
    expect(records.filter(isLine)).toEqual([]);
    expect(records.filter(isNote).find(({ state }) => state === 'gone')?.sentence).toBe(
      'The cluster no longer has the log of the previous run of broken: the container was removed.',
    );
  });

  test('of a container that waits are a sentence', async () => {
    const { address } = await watching('init-crashloop');
    const [note] = (await (await readLogs(address('container=main-app'))).rest()).filter(isNote);
    expect(note).toMatchObject({ container: 'main-app', state: 'not-started' });
    expect(note?.sentence).toContain('PodInitializing');
  });

  test('that may not be read say so, and the others come all the same', async () => {
    const { address, cluster } = await watching(shared);
    cluster.faults.inject({ on: 'log', do: { kind: 'status', code: 403 } });
    const records = await (await readLogs(address(''))).rest();
    const states = records.filter(isNote).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['ended', 'forbidden', 'open']);
    expect(records.filter(isLine).length).toBeGreaterThan(1);
  });

  test('that break off say so', async () => {
    const { address, cluster } = await watching(shared, 4000);
    const reader = await readLogs(address('container=main-app&follow=true'));
    await reader.until(isLine);
    cluster.faults.strike({ kind: 'cut', how: 'rst' }, { on: 'log' });
    const records = await reader.rest();
    expect(records.map(words)).toEqual(expect.arrayContaining(['main-app failed', 'end complete']));
  });

  test('come with an end that says so when the server stops', async () => {
    const { address, app } = await watching(shared, 4000);
    const reader = await readLogs(address('follow=true'));
    await reader.until(isLine);
    const [records] = await Promise.all([reader.rest(), app.close()]);
    expect(records.filter(isEnd)).toEqual([{ end: 'stopping' }]);
  });

  test('are let go of in the cluster when nobody reads them any more', async () => {
    const { address, cluster } = await watching(shared, 4000);
    const reader = await readLogs(address('container=main-app&follow=true'));
    await reader.until(isLine);
    reader.leave();
    await expect
      .poll(
        () =>
          cluster.truth.requests.filter(({ kind, endedAt }) => kind === 'log' && endedAt === null)
            .length,
      )
      .toBe(0);
  });
});

describe('another pod of the name', () => {
  const name = 'statefulset-same-name-new-uid';

  test('has no log for whoever asks for the one before: 409', async () => {
    const { address, row, page, to } = await watching(name, 3000);
    to(Number.POSITIVE_INFINITY);
    await page.rows((rows) => rows.some((it) => it.name === row.name && it.uid !== row.uid));
    const answer = await fetch(address(`uid=${row.uid}`));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      409,
      'POD_REPLACED',
    ]);
  });

  test('that came between the question and the log is not shown', async () => {
    const { address, cluster, row, to } = await watching(name, 3000);
    // The first answer is of the pod that is meant; when the log is opened, the name is another pod's.
    cluster.faults.inject({ on: 'log', do: { kind: 'delay', ms: 300 } });
    const reading = readLogs(address(`uid=${row.uid}&container=restore`)).then((it) => it.rest());
    await cluster.truth.until(({ requests }) => requests.some(({ kind }) => kind === 'log'));
    to(Number.POSITIVE_INFINITY);
    expect((await reading).map(words)).toEqual(['restore replaced', 'end complete']);
  });
});

describe('what cannot be asked for', () => {
  test('is said with a status', async () => {
    const { address, app, row, cluster, page } = await watching(shared);
    const asked = async (url: string): Promise<readonly [number, string]> => {
      const answer = await fetch(url);
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await asked(address('container=nobody'))).toEqual([400, 'BAD_REQUEST']);
    expect(await asked(address('tail=50001'))).toEqual([400, 'BAD_REQUEST']);
    expect(await asked(address('since=yesterday'))).toEqual([400, 'BAD_REQUEST']);
    expect(await asked(address('uid=never-seen'))).toEqual([404, 'POD_NOT_FOUND']);
    expect(await asked(`${app.url}/api/pods/shop/nobody/logs`)).toEqual([404, 'POD_NOT_FOUND']);
    cluster.faults.inject({ on: 'get', do: { kind: 'status', code: 403 } });
    expect(await asked(address(''))).toEqual([403, 'POD_UNREADABLE']);
    cluster.faults.inject({ on: 'get', do: { kind: 'status', code: 500 } });
    expect(await asked(address(''))).toEqual([503, 'CLUSTER_FAILING']);
    cluster.delete({ namespace: row.namespace, name: row.name });
    await page.rows((rows) => rows.length === 0);
    expect(await asked(address(`uid=${row.uid}`))).toEqual([404, 'POD_GONE']);
  });
});
