import { describe, expect, it, test } from 'vitest';
import { at, sidecar } from '../../test/build.ts';
import { first, found, sentence, specOf } from '../../test/case.ts';
import { host, prepare, service, up, waitingFor, web } from '../../test/waiting-case.ts';
import type { ServiceSeen, Surroundings } from './surroundings.ts';
import type { Target } from './target.ts';

const none = { ready: 0, notReady: 1 };
it('a Service that is not there: the commands show that, and what is there instead', () => {
  const [finding] = found(waitingFor(host('db', null), { services: [] }));
  expect(finding?.next.slice(0, 2)).toEqual([
    'kubectl -n shop get service db',
    'kubectl -n shop get services',
  ]);
});

describe('the Service that is waited for', () => {
  test.each<[string, Target, ServiceSeen, string]>([
    [
      'is headless, and its name is nothing without an endpoint',
      host('db', null),
      service('db', { isHeadless: true, endpoints: none }),
      'critical: the Service `db` is headless, so its name stands for its ready endpoints, and it has no ready endpoint, of 1.',
    ],
    [
      'is headless and has one',
      host('db', null),
      service('db', { isHeadless: true, endpoints: { ready: 1, notReady: 2 } }),
      'warning: the Service `db` has 1 ready endpoint, so the name should resolve.',
    ],
    [
      'is headless, and its endpoints may not be seen',
      host('db', null),
      service('db', { isHeadless: true }),
      'warning: the Service `db` exists; its endpoints were not checked.',
    ],
    [
      'has no selector and nobody wrote its endpoints',
      host('db', 5432),
      service('db', { hasSelector: false, endpoints: { ready: 0, notReady: 0 } }),
      'critical: the Service `db` has no endpoint at all: it has no selector, so somebody else must write them.',
    ],
    [
      'names a port that no container has',
      host('db', 5432),
      service('db', { deadPorts: [5432], endpoints: { ready: 2, notReady: 0 } }),
      'critical: the Service `db` has the port 5432, but none of its pods has the port that it names as targetPort.',
    ],
    [
      'stands for a host outside',
      host('db', 5432),
      service('db', { externalName: 'db.example.com', ports: [] }),
      'warning: the Service `db` stands for `db.example.com`, which is outside of this cluster.',
    ],
    [
      'is there, but the pod of it that is asked for is not',
      host('db-1.db', 5432),
      service('db', { endpoints: { ready: 1, notReady: 0 }, pods: [] }),
      'critical: the Service `db` exists, but has no pod `db-1`.',
    ],
    [
      'is there, but the pod of it that is asked for is not ready',
      host('db-1.db.shop.svc.cluster.local', 5432),
      service('db', {
        endpoints: { ready: 1, notReady: 1 },
        pods: [{ name: 'db-1', status: 'Running', because: null, isReady: false }],
      }),
      'critical: the Service `db` exists, but knows a pod of it by name only while that pod is ready; its pod `db-1` is Running.',
    ],
    [
      'is headless, and its pods may be asked on any port of theirs',
      host('db', 9999),
      service('db', { isHeadless: true, deadPorts: [5432], endpoints: { ready: 1, notReady: 0 } }),
      'warning: the Service `db` has 1 ready endpoint.',
    ],
    [
      'tells of its pods before they are ready',
      host('db-1.db', 5432),
      service('db', {
        publishesNotReady: true,
        endpoints: { ready: 1, notReady: 0 },
        pods: [{ name: 'db-1', status: 'Running', because: null, isReady: false }],
      }),
      'warning: the Service `db` has 1 ready endpoint.',
    ],
    [
      'has endpoints that are no pods of it',
      host('db-1.db', 5432),
      service('db', { hasSelector: false, endpoints: { ready: 1, notReady: 0 }, pods: [] }),
      'warning: the Service `db` has 1 ready endpoint.',
    ],
    [
      'has a pod that is merely starting',
      host('db', 5432),
      service('db', {
        endpoints: none,
        pods: [{ name: 'db-0', status: 'ContainerCreating', because: null, isReady: false }],
      }),
      'critical: the Service `db` has no ready endpoint, of 1; its pod `db-0` is ContainerCreating.',
    ],
  ])('%s', (_, target, seen, words) => {
    const told = waitingFor(target, { services: [seen] });
    const said = `${first(told).split(' ')[0]}: ${sentence(told).split('; ').slice(1).join('; ')}`;
    expect(said.startsWith(words), said).toBe(true);
  });

  it('may be outside: of `vault.corp` nobody knows whether corp is a namespace', () => {
    const told = waitingFor(host('vault.corp', 443), { services: [service('db')] });
    expect(sentence(told)).toContain(
      'there is no Service of that name in `corp`, nor any other; it may be a name outside of this cluster.',
    );
    expect(first({ ...told, now: 40 })).toBe('info waits-for prepare');
    const known = service('db', { namespace: 'corp' });
    expect(sentence(waitingFor(host('vault.corp', 443), { services: [known] }))).toContain(
      'there is no Service of that name in `corp`.',
    );
  });

  it('is in many other namespaces, of which three are named', () => {
    const services = ['a', 'b', 'c', 'd'].map((namespace) => service('db', { namespace }));
    expect(sentence(waitingFor(host('db', null), { services }))).toContain(
      'no Service of that name in `shop` (there is one in `a`, `b`, `c` and others).',
    );
  });
});

describe('what may not be seen', () => {
  const because = 'Podline may not list Services there';
  test.each<[string, Surroundings, string]>([
    ['at all', { unseen: [{ kind: 'services', namespace: 'shop', because }] }, because],
    [
      'in this namespace, though in others',
      { services: [], unseen: [{ kind: 'services', namespace: 'shop', because }] },
      because,
    ],
  ])('%s is told as not checked, and why', (_, surroundings, why) => {
    expect(sentence(waitingFor(host('db', null), surroundings))).toContain(
      `whether there is a Service of that name in \`shop\` was not checked, because ${why}.`,
    );
  });

  it('endpoints alone: the Service is there, and the rest is said', () => {
    const unseen = [
      {
        kind: 'endpoints',
        namespace: 'shop',
        because: 'Podline may not list EndpointSlices there',
      },
    ] as const;
    expect(sentence(waitingFor(host('db', 5432), { services: [service('db')], unseen }))).toContain(
      'the Service `db` exists; its endpoints were not checked, because Podline may not list EndpointSlices there.',
    );
  });

  it('Jobs', () => {
    const job: Target = {
      kind: 'object',
      object: 'job',
      name: 'migrate',
      namespace: null,
      until: 'complete',
    };
    const unseen = [
      { kind: 'jobs', namespace: 'shop', because: 'Podline may not list Jobs there' },
    ] as const;
    expect(sentence(waitingFor(job, { jobs: [], unseen }))).toContain(
      'whether there is such a Job was not checked, because Podline may not list Jobs there.',
    );
    expect(
      sentence(
        waitingFor(job, {
          jobs: [
            {
              namespace: 'shop',
              name: 'migrate',
              state: 'failed',
              reason: 'BackoffLimitExceeded',
              pods: [{ name: 'migrate-x', status: 'Error', because: 'failed with exit code 3' }],
            },
          ],
        }),
      ),
    ).toContain(
      'that Job has failed (BackoffLimitExceeded); its pod `migrate-x` is Error: failed with exit code 3.',
    );
  });
});

describe('what came while it was waited for', () => {
  const told = (createdAt: number, now: number) =>
    found(
      waitingFor(
        host('db', null),
        { services: [service('db', { createdAt: at(createdAt) })] },
        now,
      ),
    )[0];

  it('is solved, until it should have been noticed', () => {
    expect(told(300, 310)).toMatchObject({
      severity: 'info',
      title: 'prepare waited for the DNS name db, which is there now',
    });
    expect(told(300, 310)?.sentence).toContain(
      'the Service `db` exists, so the name should resolve.',
    );
    expect(told(300, 500)).toMatchObject({
      severity: 'warning',
      title: 'prepare waits for the DNS name db',
    });
  });

  it('was there before: then it is something else', () => {
    expect(told(0, 310)?.severity).toBe('warning');
  });
});

it('somebody is there and no answer comes: network policies are worth a look', () => {
  const told = {
    ...waitingFor(host('db.data', 5432), {
      services: [service('db', { namespace: 'data', endpoints: { ready: 1, notReady: 0 } })],
    }),
    logs: [
      {
        container: 'prepare',
        attempt: 0,
        lines: ['dial tcp 10.96.0.7:5432: i/o timeout', 'Connecting to db.data:5432 timed out'],
      },
    ],
  };
  const [finding] = found(told);
  expect(finding?.sentence).toContain('a network policy, or nobody there');
  expect(finding?.next).toEqual(
    expect.arrayContaining([
      'kubectl -n data get networkpolicies',
      'kubectl -n shop get networkpolicies',
    ]),
  );
});

it('a namesake of this pod elsewhere is not this pod', () => {
  const proxy = sidecar('proxy');
  const seen = {
    ...up,
    containers: [proxy, prepare, web],
    specFacts: specOf({
      prepare: { awaits: [{ ...host('db.data', 5432), by: 'nc', loops: true }] },
    }),
  };
  const services = [
    service('db', {
      namespace: 'data',
      endpoints: none,
      pods: [{ name: up.name, status: 'Running', because: null, isReady: false }],
    }),
  ];
  expect(first({ seen: [seen], now: 90, surroundings: { services } })).toBe(
    'critical waits-for prepare',
  );
});
