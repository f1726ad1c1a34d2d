import type { JsonObject } from '@podline/replay';
import { expect, test } from 'vitest';
import { podObject } from '../life.ts';
import { ownWorld } from './own-world.ts';

const world = ownWorld();
const ref = { namespace: 'shop', name: 'strange' };
const at = (step: number): JsonObject => podObject({ ...ref, step }, Date.now()) as JsonObject;

/** What the server makes of the pod: its timeline, as text. */
async function timeline(): Promise<string> {
  const answer = await fetch(
    `${world().podline.url}/api/pods/${ref.namespace}/${ref.name}/timeline`,
  );
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Every pair of times of one thing in a timeline, as from–to in ms. */
const lengths = (text: string): readonly number[] =>
  [...text.matchAll(/"from":"([^"]+)","to":"([^"]+)"/g)].map(
    ([, from = '', to = '']) => Date.parse(to) - Date.parse(from),
  );

test('F27: a status that goes backwards is recorded as it was seen', async () => {
  const { api, violations, evidence } = world();
  const { uid } = api.apply(at(4));
  for (const step of [3, 1, 0, 2, 0]) api.apply(at(step));
  expect(await violations()).toEqual([]);
  const reasons = evidence().database.transitions.flatMap(({ uid: of, change }) =>
    of === uid && change.kind === 'waiting' ? [change.reason] : [],
  );
  expect(reasons).toEqual(['CrashLoopBackOff', 'ContainerCreating', 'ContainerCreating']);
  expect(lengths(await timeline()).filter((ms) => ms < 0)).toEqual([]);
});

const HOUR = 3_600_000;
const ended = (startedAt: number | null, finishedAt: number | null): JsonObject => {
  const stamp = (ms: number | null) =>
    ms === null ? {} : new Date(Math.floor(ms / 1000) * 1000).toISOString();
  const times = {
    ...(startedAt === null ? {} : { startedAt: stamp(startedAt) }),
    ...(finishedAt === null ? {} : { finishedAt: stamp(finishedAt) }),
  };
  const pod = at(2);
  const status = pod['status'] as { containerStatuses: JsonObject[] };
  const [container] = status.containerStatuses;
  const state = {
    terminated: { exitCode: 1, reason: 'Error', containerID: 'containerd://strange-0', ...times },
  };
  return { ...pod, status: { ...status, containerStatuses: [{ ...container, state }] } };
};

test.each([
  ['of an hour from now', ended(Date.now() + HOUR, Date.now() + 2 * HOUR)],
  ['of 1970', ended(0, 1000)],
  ['with the end before the start', ended(Date.now(), Date.now() - HOUR)],
  ['that are missing', ended(null, null)],
  ['with an end and no start', ended(null, Date.now())],
])('F28: times %s make no negative length and no NaN', async (_, pod) => {
  const { api, violations } = world();
  api.apply(at(1));
  await violations();
  api.apply(pod);
  expect(await violations()).toEqual([]);
  const text = await timeline();
  expect(text).not.toMatch(/NaN|Invalid/);
  expect(lengths(text).filter((ms) => ms < 0)).toEqual([]);
});

/** What a pod's author may put into texts: markup, a terminal's commands, invisible and turning characters. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007\u001b[2J',
  '\u202Egnp.exe\u200B\u2066',
  '{{constructor.constructor(1)()}}',
].join(' ');

test('F41: hostile texts pass as data: JSON by its type, recorded as they are, on a page whose policy runs no script of theirs', async () => {
  const { api, podline, violations } = world();
  const pod = at(3);
  const status = pod['status'] as { containerStatuses: JsonObject[] };
  const state = { waiting: { reason: 'ErrImagePull', message: HOSTILE } };
  const containerStatuses = status.containerStatuses.map((container) => ({ ...container, state }));
  api.apply({ ...pod, status: { ...status, message: HOSTILE, containerStatuses } });
  expect(await violations()).toEqual([]);
  const answer = await fetch(`${podline.url}/api/pods/${ref.namespace}/${ref.name}/timeline`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*script-src 'self'/,
  );
  expect(answer.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
  expect(JSON.stringify(await answer.json())).toContain(JSON.stringify(HOSTILE).slice(1, -1));
});
