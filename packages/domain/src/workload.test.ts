import { expect, test } from 'vitest';
import { templateOf, workloadOf } from './workload.ts';

const owner = (kind: string, name: string) => ({ kind, name, uid: 'uid-0' });
const hash = { 'pod-template-hash': '5b99d55c64' };
const revision = { 'controller-revision-hash': 'db-7c5f' };

test.each([
  ['nobody controls it', null, {}, null],
  [
    'a ReplicaSet named after its template hash belongs to a Deployment',
    owner('ReplicaSet', 'shop-api-5b99d55c64'),
    hash,
    { kind: 'Deployment', name: 'shop-api', revision: '5b99d55c64' },
  ],
  [
    'a ReplicaSet without a template hash stands for itself',
    owner('ReplicaSet', 'shop-api'),
    {},
    { kind: 'ReplicaSet', name: 'shop-api', revision: null },
  ],
  [
    'a ReplicaSet whose name does not end in the hash stands for itself',
    owner('ReplicaSet', 'adopted'),
    hash,
    { kind: 'ReplicaSet', name: 'adopted', revision: '5b99d55c64' },
  ],
  [
    'a StatefulSet has a controller revision',
    owner('StatefulSet', 'db'),
    revision,
    { kind: 'StatefulSet', name: 'db', revision: 'db-7c5f' },
  ],
  [
    'a CronJob’s pod belongs to its Job',
    owner('Job', 'stock-sync-29922293'),
    {},
    { kind: 'Job', name: 'stock-sync-29922293', revision: null },
  ],
])('the workload of a pod: %s', (_, podOwner, labels, workload) => {
  expect(workloadOf({ owner: podOwner, labels })).toEqual(workload);
});

test.each([
  ['a Deployment is its own', 'Deployment', 'shop-api', 'Deployment', 'shop-api'],
  [
    'a CronJob’s Job is made from the CronJob',
    'Job',
    'stock-sync-29922293',
    'CronJob',
    'stock-sync',
  ],
  ['a Job that somebody made is its own', 'Job', 'import-2026', 'Job', 'import-2026'],
  ['digits alone name no CronJob', 'Job', '-29922293', 'Job', '-29922293'],
  [
    'of another kind digits say nothing',
    'StatefulSet',
    'db-29922293',
    'StatefulSet',
    'db-29922293',
  ],
])('the template of a workload: %s', (_, kind, name, ofKind, ofName) => {
  expect(templateOf({ kind, name })).toEqual({ kind: ofKind, name: ofName });
});
