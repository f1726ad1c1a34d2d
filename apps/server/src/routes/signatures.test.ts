import { millis } from '@podline/domain';
import type { AlikeQuery, FailuresAlike } from '@podline/store';
import type { Viewer } from '@podline/transport/server';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { errors } from '../plugins/errors.ts';
import { type SignatureRouteParts, signatureRoute } from './signatures.ts';

const KEY = '0123456789abcdef';
const COUNTED = { attempts: 14, pods: 3, isMore: false, firstAt: millis(1), lastAt: millis(5) };
const RUN = {
  ...{ uid: 'u-1', namespace: 'shop', pod: 'web-1', isGone: true },
  ...{ container: 'init', attempt: 2 },
};
const ALIKE: FailuresAlike = {
  ...COUNTED,
  newest: [{ ...RUN, fetchedAt: millis(5), words: 'exit code 1: bad' }],
};
const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true, canReadLogs: () => true };

async function asked(key: string, parts: Partial<SignatureRouteParts> = {}) {
  const queries: AlikeQuery[] = [];
  const web = Fastify();
  onTestFinished(() => web.close());
  errors(web);
  signatureRoute(web, {
    live: { isOpen: () => true },
    desk: {
      failuresAlike: async (query) => {
        queries.push(query);
        return query.key === KEY ? ALIKE : null;
      },
    },
    viewer: EVERYBODY,
    ...parts,
  });
  const answer = await web.inject({ url: `/api/signatures/${key}` });
  return { status: answer.statusCode, body: answer.json(), queries };
}

test('the attempts that failed of the same are listed and counted, in the words of the newest', async () => {
  const { status, body, queries } = await asked(KEY);
  const newest = [{ ...RUN, seenAt: 5 }];
  expect([status, body]).toEqual([
    200,
    { key: KEY, words: 'exit code 1: bad', ...COUNTED, newest },
  ]);
  expect(queries).toMatchObject([{ key: KEY, most: 200 }]);
});

test.each<[string, boolean, boolean, boolean]>([
  ['who sees pods and reads logs there is told of them', true, true, true],
  ['who may not read logs there is not', true, false, false],
  ['nor who may not see its pods', false, true, false],
])('%s', async (_, canSee, canReadLogs, expected) => {
  const viewer: Viewer = {
    name: 'bob',
    canSee: (namespace) => canSee && namespace === 'shop',
    canReadLogs: (namespace) => canReadLogs && namespace === 'shop',
  };
  const { queries } = await asked(KEY, { viewer });
  expect(queries.map(({ mayTell }) => [mayTell('shop'), mayTell('bank')])).toEqual([
    [expected, false],
  ]);
});

test.each<[string, number, string]>([
  ['fedcba9876543210', 404, 'FAILURE_NOT_KEPT'],
  ['0123', 400, 'BAD_REQUEST'],
  ["0123456789abcde'", 400, 'BAD_REQUEST'],
])('%s is %i %s', async (key, status, code) => {
  expect(await asked(key)).toMatchObject({ status, body: { code } });
});

test('until the cluster is known it is not said that there are none', async () => {
  expect(await asked(KEY, { live: { isOpen: () => false } })).toMatchObject({ status: 503 });
});
