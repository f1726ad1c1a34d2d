import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meaningsOf, resolveHost } from './service-name.ts';

const seen = (namespace: string, name: string) => ({ namespace, name, ports: [] });

test.each<[string, string, string | null]>([
  ['a Service beside it', 'db', 'shop/db'],
  ['of another namespace', 'db.data', 'data/db'],
  ['as the cluster spells it', 'db.data.svc', 'data/db'],
  ['with the cluster’s domain and a final dot', 'db.data.svc.cluster.local.', 'data/db'],
  ['a pod of it', 'db-0.db.data.svc', 'data/db (db-0)'],
  ['a pod of a Service beside it', 'db-0.headless', 'shop/headless (db-0)'],
  ['outside', 'example.com', null],
  ['outside, with more labels', 'api.eu.example.com', null],
  ['an address', '10.0.0.1', null],
  ['the pod itself', 'localhost', null],
])('%s: %s', (_, host, expected) => {
  const name = resolveHost(host, 'shop', [seen('shop', 'headless')]);
  const told = name && `${name.namespace}/${name.name}${name.pod ? ` (${name.pod})` : ''}`;
  expect(told).toBe(expected);
});

const label = fc.constantFrom('a', 'b', 'shop', 'data', 'svc', 'com', 'localhost', '10');
const host = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
const services = fc.array(
  fc.tuple(label, label).map(([a, b]) => seen(a, b)),
  { maxLength: 12 },
);

test('whoever looks for what a host may mean, and for one Service of each namespace, resolves it as with all Services', () => {
  fc.assert(
    fc.property(host, label, services, (name, namespace, all) => {
      const meanings = meaningsOf(name, namespace);
      const some = all.filter(
        (it, place) =>
          meanings.some((meant) => meant.namespace === it.namespace && meant.name === it.name) ||
          meanings.some(
            (meant) =>
              meant.namespace === it.namespace &&
              all.findIndex((other) => other.namespace === it.namespace) === place,
          ),
      );
      const expected = resolveHost(name, namespace, all);
      expect(resolveHost(name, namespace, some)).toEqual(expected);
      if (expected !== null)
        expect(meanings).toContainEqual(expect.objectContaining({ name: expected.name }));
    }),
  );
});
