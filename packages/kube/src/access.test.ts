import { expect, onTestFinished, test } from 'vitest';
import { type AccessQuestion, mayI } from './access.ts';
import { manualClock } from './testing/manual-clock.ts';
import { scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

const question: AccessQuestion = { verb: 'watch', resource: 'pods', namespace: null };

async function asked(of: AccessQuestion) {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  const answer = mayI(cluster, of, new AbortController().signal);
  return { answer, review: await server.next() };
}

test.each([true, false])('whether we may: %s', async (allowed) => {
  const { answer, review } = await asked(question);
  expect([review.method, review.path]).toEqual([
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  ]);
  expect(review.headers['content-type']).toBe('application/json');
  review.answer(201, { status: { allowed } });
  expect(await answer).toEqual({ ok: true, value: allowed });
});

test.each<[string, AccessQuestion, object]>([
  ['everywhere', question, { verb: 'watch', resource: 'pods' }],
  [
    'in a namespace, of a subresource',
    { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' },
    { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' },
  ],
])('asks %s', async (_, of, resourceAttributes) => {
  const { answer, review } = await asked(of);
  expect(JSON.parse(review.body)).toEqual({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  });
  review.answer(201, { status: { allowed: true } });
  await answer;
});

test('an answer that says nothing is no yes', async () => {
  const { answer, review } = await asked(question);
  review.answer(201, { status: {} });
  expect(await answer).toMatchObject({ ok: false, failure: { code: 'protocol' } });
});
