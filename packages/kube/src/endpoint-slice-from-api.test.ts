import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnreadable } from './api-json.ts';
import { type EndpointSlice, endpointSliceFromApi } from './endpoint-slice-from-api.ts';

const metadata = {
  name: 'db-x7k2p',
  namespace: 'shop',
  uid: 'uid-1',
  resourceVersion: '5',
  labels: { 'kubernetes.io/service-name': 'db', app: 'db' },
};

const read = (object: unknown): EndpointSlice => {
  const slice = endpointSliceFromApi(object);
  if (isUnreadable(slice)) throw new Error(slice.unreadable);
  return slice;
};

test('a slice of the API, whole: no address, no node, no host name is kept', () => {
  const object = {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata,
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.244.1.7'],
        conditions: { ready: false, serving: false, terminating: false },
        targetRef: { kind: 'Pod', namespace: 'shop', name: 'db-0', uid: 'pod-0' },
        nodeName: 'node-1',
        hostname: 'db-0',
      },
    ],
    ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
  };
  expect(endpointSliceFromApi(object)).toEqual({
    uid: 'uid-1',
    resourceVersion: '5',
    namespace: 'shop',
    name: 'db-x7k2p',
    service: 'db',
    family: 'IPv4',
    endpoints: [{ isReady: false, podUid: 'pod-0' }],
    ports: ['sql'],
  });
});

test.each<[string, object, Partial<EndpointSlice>]>([
  [
    'what says nothing is ready',
    { endpoints: [{}] },
    { endpoints: [{ isReady: true, podUid: null }] },
  ],
  [
    'an endpoint that ends is not ready',
    { endpoints: [{ conditions: { ready: false, terminating: true } }] },
    { endpoints: [{ isReady: false, podUid: null }] },
  ],
  [
    'an endpoint that is no pod',
    { endpoints: [{ targetRef: { kind: 'Node', uid: 'n' } }] },
    { endpoints: [{ isReady: true, podUid: null }] },
  ],
  ['the only port has no name', { ports: [{ port: 80 }] }, { ports: [''] }],
  ['Go’s word for none', { endpoints: null, ports: null }, { endpoints: [], ports: [] }],
  ['of no Service', { metadata: { ...metadata, labels: {} } }, { service: null }],
])('%s', (_, more, expected) => {
  expect(read({ metadata, ...more })).toMatchObject(expected);
});

test('no more endpoints are taken than the API takes', () => {
  expect(
    read({ metadata, endpoints: Array.from({ length: 5000 }, () => ({})) }).endpoints,
  ).toHaveLength(1000);
});

test('never throws, whatever stands in its fields', () => {
  const fields = ['kind', 'metadata', 'endpoints', 'ports', 'addressType'] as const;
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...fields), (value, field) => {
      expect(endpointSliceFromApi({ metadata, [field]: value })).toBeTypeOf('object');
      expect(endpointSliceFromApi({ metadata, endpoints: [value] })).toHaveProperty('endpoints');
      expect(endpointSliceFromApi(value)).toHaveProperty('unreadable');
    }),
  );
});
