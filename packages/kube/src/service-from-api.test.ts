import { millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnreadable } from './api-json.ts';
import { type ClusterService, serviceFromApi } from './service-from-api.ts';

const metadata = {
  name: 'db',
  namespace: 'shop',
  uid: 'uid-1',
  resourceVersion: '5',
  creationTimestamp: '2026-11-22T08:00:00Z',
};

const read = (object: unknown): ClusterService => {
  const service = serviceFromApi(object);
  if (isUnreadable(service)) throw new Error(service.unreadable);
  return service;
};

test('a Service of the API, whole: nothing else of it is kept', () => {
  const object = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      ...metadata,
      labels: { app: 'db' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'secret' },
      managedFields: [{ manager: 'kubectl' }],
    },
    spec: {
      ports: [
        { name: 'sql', protocol: 'TCP', port: 5432, targetPort: 'sql', nodePort: 30_432 },
        { name: 'metrics', protocol: 'TCP', port: 9187, targetPort: 9187 },
      ],
      selector: { app: 'db' },
      clusterIP: '10.96.1.2',
      clusterIPs: ['10.96.1.2'],
      type: 'ClusterIP',
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  };
  expect(serviceFromApi(object)).toEqual({
    uid: 'uid-1',
    resourceVersion: '5',
    namespace: 'shop',
    name: 'db',
    createdAt: millis(Date.UTC(2026, 10, 22, 8)),
    externalName: null,
    isHeadless: false,
    publishesNotReady: false,
    selector: { app: 'db' },
    ports: [
      { name: 'sql', port: 5432 },
      { name: 'metrics', port: 9187 },
    ],
  });
});

test.each<[string, object, Partial<ClusterService>]>([
  ['headless', { clusterIP: 'None' }, { isHeadless: true }],
  [
    'headless, with its pods in it before they are ready',
    { clusterIP: 'None', publishNotReadyAddresses: true },
    { isHeadless: true, publishesNotReady: true },
  ],
  [
    'another name for a host outside',
    { type: 'ExternalName', externalName: 'db.example.com' },
    { externalName: 'db.example.com', selector: null, ports: [] },
  ],
  ['an ExternalName without a name', { type: 'ExternalName' }, { externalName: '' }],
  [
    'an externalName that does not count, as the type says something else',
    { type: 'ClusterIP', externalName: 'db.example.com' },
    { externalName: null },
  ],
  ['without a selector', {}, { selector: null }],
  ['an empty selector is none', { selector: {} }, { selector: null }],
  ['its only port needs no name', { ports: [{ port: 80 }] }, { ports: [{ name: '', port: 80 }] }],
  ['a port that is none', { ports: [{ port: '80' }, null, 7] }, { ports: [] }],
])('%s', (_, spec, expected) => {
  expect(read({ metadata, spec })).toMatchObject(expected);
});

test('a selector never reaches a prototype', () => {
  const { selector } = read({ metadata, spec: JSON.parse('{"selector":{"__proto__":"x"}}') });
  expect(Object.entries(selector ?? {})).toEqual([['__proto__', 'x']]);
});

test('never throws, whatever stands in its fields', () => {
  const fields = ['kind', 'metadata', 'spec', 'status'] as const;
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...fields), (value, field) => {
      expect(serviceFromApi({ metadata, spec: {}, [field]: value })).toBeTypeOf('object');
      expect(serviceFromApi({ metadata, spec: { selector: value, ports: value } })).toHaveProperty(
        'ports',
      );
      expect(serviceFromApi(value)).toHaveProperty('unreadable');
    }),
  );
});
