import { describe, expect, it, test } from 'vitest';
import { app, ended, init, running, sidecar, status, waiting } from '../../test/build.ts';
import { first, placed, sentence, specOf, type ToldCase } from '../../test/case.ts';

const [prepare, web] = [init('prepare'), app('web')];
const base = placed({ containers: [prepare, web] });

describe('an init that waits', () => {
  const up = {
    ...base,
    statuses: [status(prepare, running(1)), status(web, waiting('PodInitializing'))],
  };
  const awaiting = (host: string, port: number | null) => ({
    ...up,
    specFacts: specOf({
      prepare: { awaits: [{ kind: 'host', host, port, by: 'nc', loops: true }] },
    }),
  });

  test.each<[string, ToldCase, string, string]>([
    [
      'was not looked for',
      { seen: [awaiting('db', null)], now: 90 },
      'critical',
      'prepare waits for the DNS name `db`; whether there is a Service of that name in `shop` was not checked.',
    ],
    [
      'is not there',
      { seen: [awaiting('db', null)], now: 90, surroundings: { services: [] } },
      'critical',
      'prepare waits for the DNS name `db`; there is no Service of that name in `shop`.',
    ],
    [
      'is not there, and that is told soon',
      { seen: [awaiting('db', null)], now: 40, surroundings: { services: [] } },
      'warning',
      'there is no Service of that name in `shop`.',
    ],
    [
      'is in another namespace',
      {
        seen: [awaiting('db', 5432)],
        now: 90,
        surroundings: { services: [{ namespace: 'data', name: 'db', ports: [5432] }] },
      },
      'critical',
      'prepare waits for an answer of `db:5432`; there is no Service of that name in `shop` (there is one in `data`, called `db.data` from here).',
    ],
    [
      'is called nearly so',
      {
        seen: [awaiting('postgres', 5432)],
        now: 90,
        surroundings: { services: [{ namespace: 'shop', name: 'postgresql', ports: [5432] }] },
      },
      'critical',
      'there is no Service of that name in `shop` (there is `postgresql`).',
    ],
    [
      'has another port',
      {
        seen: [awaiting('db', 5433)],
        now: 90,
        surroundings: { services: [{ namespace: 'shop', name: 'db', ports: [5432] }] },
      },
      'critical',
      'the Service `db` has no port 5433, only 5432.',
    ],
    [
      'has no ready endpoint, because its pod is stuck too',
      {
        seen: [awaiting('db.data.svc', 5432)],
        now: 90,
        surroundings: {
          services: [
            {
              namespace: 'data',
              name: 'db',
              ports: [5432],
              endpoints: { ready: 0, notReady: 1 },
              pods: [
                {
                  name: 'db-0',
                  status: 'Init:0/1',
                  because: 'restore waits for the PersistentVolumeClaim data.',
                },
              ],
            },
          ],
        },
      },
      'critical',
      'the Service `db` has no ready endpoint, of 1; its pod `db-0` is Init:0/1: restore waits for the PersistentVolumeClaim data.',
    ],
    [
      'selects nothing',
      {
        seen: [awaiting('db', 5432)],
        now: 90,
        surroundings: {
          services: [
            { namespace: 'shop', name: 'db', ports: [5432], endpoints: { ready: 0, notReady: 0 } },
          ],
        },
      },
      'critical',
      'its selector fits no pod',
    ],
    [
      'is there by now',
      {
        seen: [awaiting('db', null)],
        now: 90,
        surroundings: { services: [{ namespace: 'shop', name: 'db', ports: [5432] }] },
      },
      'warning',
      'the Service `db` exists, so the name should resolve.',
    ],
    [
      'is outside of the cluster',
      { seen: [awaiting('api.example.com', 443)], now: 90, surroundings: { services: [] } },
      'critical',
      'prepare waits for an answer of `api.example.com:443`; that is no name of a Service in this cluster',
    ],
  ])('for a Service that %s', (_, told, severity, words) => {
    expect(first(told)).toBe(`${severity} waits-for prepare`);
    expect(sentence(told)).toContain(words);
  });

  it('for a Job, with its state', () => {
    const target = {
      kind: 'object',
      object: 'job',
      name: 'migrate',
      namespace: null,
      until: 'complete',
      by: 'kubectl',
      loops: true,
    } as const;
    const seen = [{ ...up, specFacts: specOf({ prepare: { awaits: [target] } }) }];
    const jobs = [{ namespace: 'shop', name: 'migrate', state: 'failed' } as const];
    expect(sentence({ seen, now: 90, surroundings: { jobs } })).toContain(
      'prepare waits for the Job `migrate` in `shop` to be complete; that Job has failed.',
    );
  });

  it('a host that is asked once counts only where something tells that it does not answer', () => {
    const target = { kind: 'host', host: 'config', port: 80, by: 'wget', loops: false } as const;
    const seen = [{ ...up, specFacts: specOf({ prepare: { awaits: [target] } }) }];
    expect(first({ seen, now: 90 })).toBe('info init-slow prepare');
    const logs = [{ container: 'prepare', attempt: 0, lines: ["wget: bad address 'config:80'"] }];
    expect(first({ seen, now: 90, logs })).toBe('warning waits-for prepare');
  });

  it('for a file', () => {
    const target = { kind: 'file', path: '/vault/secrets/db', by: 'test', loops: true } as const;
    const seen = [{ ...up, specFacts: specOf({ prepare: { awaits: [target] } }) }];
    expect(sentence({ seen, now: 90 })).toContain('waits for the file `/vault/secrets/db`');
  });

  test.each<[string, string, string]>([
    [
      'Go',
      'dial tcp: lookup db.data.svc on 10.96.0.10:53: no such host',
      'the DNS name `db.data.svc`',
    ],
    [
      'psql',
      'psql: error: could not translate host name "db" to address: Name or service not known',
      'the DNS name `db`',
    ],
    [
      'curl',
      'curl: (7) Failed to connect to web port 8080 after 2 ms: Connection refused',
      'an answer of `web:8080`',
    ],
    ['Node', 'Error: getaddrinfo ENOTFOUND redis', 'the DNS name `redis`'],
    ['pg_isready', 'db:5432 - no response', 'an answer of `db:5432`'],
    [
      'a script of its own',
      'Waiting for service rabbitmq:5672 ...',
      'an answer of `rabbitmq:5672`',
    ],
  ])('told by its log alone, in the words of %s', (_, line, what) => {
    const told = {
      seen: [up],
      now: 90,
      logs: [{ container: 'prepare', attempt: 0, lines: ['starting', line] }],
    };
    expect(first(told)).toBe('critical waits-for prepare');
    expect(sentence(told)).toContain(`prepare waits for ${what}`);
  });

  it('a log that says nothing of the kind is only slow', () => {
    const told = {
      seen: [up],
      logs: [{ container: 'prepare', attempt: 0, lines: ['waiting for the lock'] }],
    };
    expect(first({ ...told, now: 90 })).toBe('info init-slow prepare');
    expect(first({ ...told, now: 600 })).toBe('warning init-slow prepare');
  });

  it('what is usual for it is said, and waited for', () => {
    const usual = { prepare: { p50Ms: 8000, p95Ms: 400_000, starts: 40 } };
    const told = { seen: [up], usual: usual as unknown as NonNullable<ToldCase['usual']> };
    expect(first({ ...told, now: 350 })).toBe('info init-slow prepare');
    expect(first({ ...told, now: 500 })).toBe('warning init-slow prepare');
    expect(sentence({ ...told, now: 350 })).toContain(
      'it usually takes 8s (p95 6m40s of 40 starts)',
    );
  });
});

describe('a pod that waits for itself', () => {
  const proxy = sidecar('proxy');
  const inits = (seen: 'init' | 'sidecar') =>
    seen === 'init' ? init('prepare') : { ...proxy, name: 'prepare' };
  const waitsHere = {
    awaits: [{ kind: 'host', host: 'localhost', port: 8080, by: 'curl', loops: true }],
  } as const;
  test.each<[string, 'init' | 'sidecar', Parameters<typeof specOf>[0], string]>([
    [
      'an init for the app’s port',
      'init',
      { prepare: waitsHere, web: { ports: [8080] } },
      'critical deadlock prepare',
    ],
    [
      'an init for localhost, where nobody can be yet',
      'init',
      { prepare: waitsHere },
      'critical deadlock prepare',
    ],
    [
      'a native sidecar for the app',
      'sidecar',
      { prepare: waitsHere, web: { ports: [8080] } },
      'critical deadlock prepare',
    ],
    [
      'a native sidecar whose start-up probe asks the app',
      'sidecar',
      {
        prepare: {
          startupProbe: {
            initialDelaySeconds: 0,
            periodSeconds: 1,
            timeoutSeconds: 1,
            failureThreshold: 900,
            asks: 'GET :8080/',
            port: 8080,
          },
        },
        web: { ports: [8080] },
      },
      'critical deadlock prepare',
    ],
  ])('%s', (_, kind, containers, told) => {
    const holder = inits(kind);
    const seen = placed({
      containers: [holder, web],
      specFacts: specOf(containers),
      statuses: [
        status(holder, running(1), { started: kind === 'init' }),
        status(web, waiting('PodInitializing')),
      ],
    });
    expect(first({ seen: [seen], now: 120 })).toBe(told);
  });

  it('an init behind a native sidecar may well ask it', () => {
    const seen = placed({
      containers: [proxy, prepare, web],
      specFacts: specOf({ proxy: { ports: [8080] }, prepare: waitsHere }),
      statuses: [status(proxy, running(1), { ready: true }), status(prepare, running(2))],
    });
    expect(first({ seen: [seen], now: 120 })).toBe('critical waits-for prepare');
  });
});

it('an injector’s sidecar without restartPolicy Always is an init that never ends', () => {
  const proxy = init('istio-proxy');
  const seen = placed({
    containers: [proxy, web],
    statuses: [status(proxy, running(1)), status(web, waiting('PodInitializing'))],
  });
  expect(first({ seen: [seen], now: 20 })).toBe('info endless-init istio-proxy');
  expect(first({ seen: [seen], now: 200 })).toBe('critical endless-init istio-proxy');
});

it('a finished init is not told to wait for what it waited for', () => {
  const done = {
    ...base,
    specFacts: specOf({
      prepare: { awaits: [{ kind: 'host', host: 'db', port: null, by: 'nslookup', loops: true }] },
    }),
    statuses: [status(prepare, ended(0, 1, 9)), status(web, running(10), { ready: true })],
  };
  expect(first({ seen: [done], now: 90, surroundings: { services: [] } })).toBe('none');
});
