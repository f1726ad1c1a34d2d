import { millis } from '@podline/domain';
import type { StoredTail } from '@podline/store';
import type { Viewer } from '@podline/transport/server';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { errors } from '../plugins/errors.ts';
import { storedPod } from '../testing/pods.ts';
import { aSnapshot } from '../testing/recordings.ts';
import { type TailRoutesParts, tailRoutes } from './tails.ts';

const TAIL: StoredTail = {
  ...{ container: 'init', containerId: 'containerd://a', attempt: 2, outcome: 'kept' },
  ...{ lineCount: 1, isCut: false, masked: 0, fetchedAt: millis(5), lines: [[millis(3), 'bad']] },
  signature: { key: '0123456789abcdef', words: 'exit code 1: bad' },
};
const { lines: _, lineCount, ...REST } = TAIL;
const HEAD = { ...REST, lines: lineCount, signature: '0123456789abcdef' };
const ALIKE = { attempts: 14, pods: 3, isMore: false, firstAt: millis(1), lastAt: millis(5) };

const viewer = (canSee: boolean, canReadLogs: boolean): Viewer => ({
  name: 'bob',
  canSee: () => canSee,
  canReadLogs: () => canReadLogs,
});

async function asked(query: string, parts: Partial<TailRoutesParts> = {}) {
  const pod = storedPod(await aSnapshot());
  const web = Fastify();
  onTestFinished(() => web.close());
  errors(web);
  tailRoutes(web, {
    live: {
      isOpen: () => true,
      history: async ({ uid }) => (uid === null || uid === pod.uid ? pod : null),
    },
    desk: {
      headsOf: async () => [HEAD],
      tail: async (_uid, { container, attempt }) =>
        container === TAIL.container && attempt === TAIL.attempt ? TAIL : null,
      failuresAlike: async () => ({ ...ALIKE, newest: [] }),
    },
    viewer: viewer(true, true),
    ...parts,
  });
  const url = `/api/pods/${pod.namespace}/${pod.name}/tails${query}`;
  const answer = await web.inject({ url });
  return { status: answer.statusCode, body: answer.json(), uid: pod.uid };
}

test('without a container it lists what was asked for, without a line', async () => {
  const { status, body, uid } = await asked('');
  expect([status, body]).toEqual([200, { uid, tails: [HEAD] }]);
});

test('with a container and an attempt it gives the lines, and how often the same was seen', async () => {
  const { status, body, uid } = await asked('?container=init&attempt=2');
  const signature = { ...TAIL.signature, ...ALIKE };
  const lines = [{ at: 3, text: 'bad' }];
  expect([status, body]).toEqual([200, { uid, head: HEAD, lines, signature }]);
});

test.each<[string, number, string]>([
  ['?container=init&attempt=7', 404, 'LOG_NOT_KEPT'],
  ['?container=app&attempt=2', 404, 'LOG_NOT_KEPT'],
  ['?uid=another', 404, 'POD_NOT_FOUND'],
  ['?container=init', 400, 'BAD_REQUEST'],
  ['?attempt=2', 400, 'BAD_REQUEST'],
  ['?container=init&attempt=-1', 400, 'BAD_REQUEST'],
  ['?container=INIT&attempt=1', 400, 'BAD_REQUEST'],
])('%s is %i %s', async (query, status, code) => {
  expect(await asked(query)).toMatchObject({ status, body: { code } });
});

test.each(['', '?container=init&attempt=2', '?container=init&attempt=7'])(
  'a viewer who may not read logs gets neither lines nor heads: %s',
  async (query) => {
    const { status, body } = await asked(query, { viewer: viewer(true, false) });
    expect([status, body.code]).toEqual([403, 'LOGS_NOT_ALLOWED']);
    expect(JSON.stringify(body)).not.toContain('bad');
  },
);

test('to a viewer who may not see the pod there is none', async () => {
  const answer = await asked('?container=init&attempt=2', { viewer: viewer(false, true) });
  expect(answer).toMatchObject({ status: 404, body: { code: 'POD_NOT_FOUND' } });
});
