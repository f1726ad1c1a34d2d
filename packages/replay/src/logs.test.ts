/** Logs over a real socket, worded as the recorded API server worded them. */

import { afterEach, describe, expect, it } from 'vitest';
import { type ReplayServer, startReplayServer } from './api-server.ts';
import { manualClock } from './manual-clock.ts';
import type { JsonObject, RecordedLog } from './recording.ts';
import { exchanges, get, line, open, pod, recorded, recording } from './test-client.ts';

const servers: ReplayServer[] = [];
async function serve(...args: Parameters<typeof startReplayServer>): Promise<ReplayServer> {
  const server = await startReplayServer(...args);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const START = '2026-11-22T08:00:00.000Z';
const id = (letter: string): string => `containerd://${letter.repeat(64)}`;
const running = (letter: string, startedAt = '2026-11-22T08:00:01Z') => ({
  containerID: id(letter),
  state: { running: { startedAt } },
});
const terminated = (letter: string, startedAt: string, finishedAt: string) => ({
  containerID: id(letter),
  startedAt,
  finishedAt,
  exitCode: 1,
});
const waiting = (reason: string) => ({ state: { waiting: { reason } } });

const NAMES = ['init-done', 'init-running', 'app', 'other'] as const;

/** The pod `logs` of the recorded exchanges, with a status for each of its containers. */
function logsPod(version: number, statuses: Partial<Record<(typeof NAMES)[number], JsonObject>>) {
  const { metadata, ...rest } = pod('logs', version);
  const list = (names: readonly (typeof NAMES)[number][]) => names.map((name) => ({ name }));
  const status = (names: readonly (typeof NAMES)[number][]) =>
    names.flatMap((name) => (statuses[name] === undefined ? [] : [{ name, ...statuses[name] }]));
  return {
    ...rest,
    metadata: { ...metadata, namespace: 'protocol' },
    spec: {
      nodeName: 'node-1',
      initContainers: list(['init-done', 'init-running']),
      containers: list(['app', 'other']),
    },
    status: {
      phase: 'Pending',
      initContainerStatuses: status(['init-done', 'init-running']),
      containerStatuses: status(['app', 'other']),
    },
  };
}

const log = (current: string | null, previous: string | null = null): RecordedLog => ({
  current: current === null ? null : Buffer.from(current),
  previous: previous === null ? null : Buffer.from(previous),
});

const ENDED = {
  state: { terminated: terminated('a', '2026-11-22T08:00:00Z', '2026-11-22T08:00:01Z') },
};
const THIRTY = Array.from({ length: 30 }, (_, index) => `line ${index} äöü\n`).join('');

describe('the recorded log requests', async () => {
  const recordedLogs = await exchanges('logs');
  const statuses = {
    'init-done': ENDED,
    'init-running': running('b'),
    app: waiting('PodInitializing'),
    other: waiting('PodInitializing'),
  };
  const of = recording([line(0, 'ADDED', logsPod(1, statuses))], {
    logs: new Map([['logs/init-done', log(THIRTY)]]),
  });

  // The first eight: the later ones follow, or come when the container runs.
  it.each(recordedLogs.slice(0, 8))('$request.path', async ({ request, response }) => {
    const server = await serve({ recordings: [of], startOn: 'at-once', speed: 'at-once' });
    const answer = await get(server, request.path, { headers: request.headers });
    expect(answer.status).toBe(response.status);
    expect(answer.headers.get('content-type')).toBe(response.headers['content-type']);
    const withoutTimes = (text = '') => text.replaceAll(/^2026\S+Z /gm, 'TIME ');
    expect(withoutTimes(answer.text)).toBe(withoutTimes(response.body));
  });

  it('for a pod that is gone are the recorded 404', async () => {
    const server = await serve({ recordings: [of], startOn: 'told' });
    const { request, response } = recordedLogs.at(-1) ??
      recordedLogs[0] ?? { request: { path: '' } };
    const answer = await get(server, request.path);
    expect(answer.status).toBe(404);
    expect(answer.text).toBe(response?.body);
  });
});

describe('what there is no log of', () => {
  it.each([
    ['an image that cannot be pulled', waiting('ErrImagePull'), "image can't be pulled"],
    [
      'an image that is waited for',
      waiting('ImagePullBackOff'),
      'trying and failing to pull image',
    ],
    ['a missing ConfigMap', waiting('CreateContainerConfigError'), 'CreateContainerConfigError'],
  ])('%s is told as the kubelet tells it', async (_, status, says) => {
    const of = recording([line(0, 'ADDED', logsPod(1, { app: status }))]);
    const server = await serve({ recordings: [of], startOn: 'at-once', speed: 'at-once' });
    const answer = await get(server, '/api/v1/namespaces/protocol/pods/logs/log?container=app');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).message).toBe(
      `container "app" in pod "logs" is waiting to start: ${says}`,
    );
  });

  it('a container that is already removed is answered with 200 and a sentence', async () => {
    const of = await recorded('init-crashloop');
    const server = await serve({ recordings: [of], startOn: 'at-once', speed: 'at-once' });
    const path =
      '/api/v1/namespaces/init-crashloop/pods/example-pod/log?container=broken&previous=true';
    for (const asked of [path, `${path}&timestamps=true`]) {
      const answer = await get(server, asked);
      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(
        /^unable to retrieve container logs for containerd:\/\/[0-9a-f]{64}$/,
      );
    }
  });
});

describe('the log of a crash loop', () => {
  const lines = (...seconds: number[]) =>
    seconds.map((second) => `2026-11-22T08:00:0${second}.500Z try\n`).join('');
  const last = {
    lastState: { terminated: terminated('a', '2026-11-22T08:00:01Z', '2026-11-22T08:00:02Z') },
  };
  const of = recording(
    [
      line(1000, 'ADDED', logsPod(1, { app: running('a') })),
      line(
        5000,
        'MODIFIED',
        logsPod(2, { app: { ...running('b', '2026-11-22T08:00:05Z'), ...last } }),
      ),
    ],
    { logs: new Map([['logs/app', log(lines(5, 7, 9), lines(1))]]) },
  );
  const path = '/api/v1/namespaces/protocol/pods/logs/log?container=app';

  it('shows of the running attempt what it has written until now', async () => {
    const server = await serve({ recordings: [of], startOn: 'told' });
    server.play.advanceTo(7500);
    expect((await get(server, path)).text).toBe(lines(5, 7));
    expect((await get(server, `${path}&previous=true`)).text).toBe(lines(1));
    expect((await get(server, `${path}&sinceSeconds=1`)).text).toBe(lines(7));
  });

  it('shows an earlier attempt with the log that was kept, moved to its own start', async () => {
    const server = await serve({ recordings: [of], startOn: 'told' });
    server.play.advanceTo(4000);
    expect((await get(server, path)).text).toBe(lines(1, 3));
    expect((await get(server, `${path}&previous=true`)).status).toBe(400);
  });

  it('moves with the recording', async () => {
    const clock = manualClock(Date.parse(START) + 3_600_000);
    const server = await serve({ recordings: [of], startOn: 'told', times: 'now', clock });
    server.play.advanceTo(7500);
    expect((await get(server, path)).text).toBe(lines(5, 7).replaceAll('T08:', 'T09:'));
  });
});

describe('a followed log', () => {
  const lines = ['01', '04', '06'].map((second) => `2026-11-22T08:00:${second}.000Z tick`);
  const following = (end: ReturnType<typeof line>) =>
    recording([line(1000, 'ADDED', logsPod(1, { app: running('a') })), end], {
      logs: new Map([['logs/app', log(`${lines.join('\n')}\n`)]]),
    });
  const path = '/api/v1/namespaces/protocol/pods/logs/log?container=app&follow=true';

  it.each([
    [
      'the container ends',
      line(
        8000,
        'MODIFIED',
        logsPod(2, { app: { state: { terminated: terminated('a', START, START) } } }),
      ),
    ],
    ['the container is another attempt', line(8000, 'MODIFIED', logsPod(2, { app: running('b') }))],
    ['the pod goes', line(8000, 'DELETED', logsPod(2, { app: running('a') }))],
  ])('brings each line when its time comes, until %s', async (_, end) => {
    const server = await serve({ recordings: [following(end)], startOn: 'told' });
    server.play.advanceTo(2000);
    const stream = await open(server, path);
    expect(stream.headers.get('content-type')).toBe('text/plain');
    expect(await stream.next()).toBe(lines[0]);
    server.play.advanceTo(4000);
    expect(await stream.next()).toBe(lines[1]);
    server.play.advanceTo(7999);
    expect(await stream.next()).toBe(lines[2]);
    server.play.advanceTo(8000);
    expect(await stream.next()).toBeNull();
  });

  it('runs by the clock when the play does', async () => {
    const clock = manualClock(0);
    const end = line(8000, 'DELETED', logsPod(2, { app: running('a') }));
    const server = await serve({
      recordings: [following(end)],
      startOn: 'at-once',
      clock,
      speed: 2,
    });
    clock.advance(1000);
    const stream = await open(server, path);
    expect(await stream.next()).toBe(lines[0]);
    clock.advance(1000);
    expect(await stream.next()).toBe(lines[1]);
    clock.advance(2000);
    expect(await stream.rest()).toEqual([lines[2]]);
  });

  it('ends when it has as many bytes as were asked for', async () => {
    const end = line(8000, 'DELETED', logsPod(2, { app: running('a') }));
    const server = await serve({ recordings: [following(end)], startOn: 'told' });
    server.play.advanceTo(2000);
    const stream = await open(server, `${path}&limitBytes=32`);
    expect(await stream.next()).toBe(lines[0]);
    server.play.advanceTo(5000);
    expect(await stream.rest()).toEqual(['20']);
  });
});
