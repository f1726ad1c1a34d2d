import { expect, test } from 'vitest';
import { aSnapshot } from '../testing/recordings.ts';
import { familyOf } from './signed.ts';

const owner = (kind: string, name: string) => ({ kind, name, uid: 'o-1' });

test.each<[string, ReturnType<typeof owner> | null, Record<string, string>, string]>([
  [
    'a Deployment’s pods are of it, whichever revision',
    owner('ReplicaSet', 'web-7d4b9c6f5d'),
    { 'pod-template-hash': '7d4b9c6f5d' },
    'shop/Deployment/web',
  ],
  ['a Job’s are of it', owner('Job', 'load'), {}, 'shop/Job/load'],
  ['a CronJob’s are of one', owner('Job', 'load-29350140'), {}, 'shop/CronJob/load'],
  ['a pod that nobody controls is of itself', null, {}, 'shop/Pod/alone'],
])('%s', async (_, by, labels, expected) => {
  const pod = { ...(await aSnapshot()), namespace: 'shop', name: 'alone', owner: by, labels };
  expect(familyOf(pod)).toBe(expected);
});
