import { expect, test } from 'vitest';
import { app, init, pod, sidecar } from '../../test/build.ts';
import { log, specOf } from '../../test/case.ts';
import { wantedBy } from './wanted.ts';

const awaits = (host: string) =>
  ({ awaits: [{ kind: 'host', host, port: 80, by: 'nc', loops: true }] }) as const;

test('what inits and native sidecars name in their commands and in their logs is to be looked for', () => {
  const snapshot = pod({
    containers: [init('a'), sidecar('b'), app('c')],
    specFacts: specOf({ a: awaits('db'), b: awaits('mq'), c: awaits('web') }),
  });
  const logs = [
    log('a', 0, 'Error: getaddrinfo ENOTFOUND redis', 'waiting for rabbitmq:5672'),
    log('c', 0, 'waiting for nobody:1'),
  ];
  const names = wantedBy({ snapshot, logs }).map((it) =>
    it.kind === 'host' ? `${it.host}:${it.port}` : it.kind,
  );
  expect(names).toEqual(['db:80', 'mq:80', 'redis:null', 'rabbitmq:5672']);
  expect(wantedBy({ snapshot: pod({ containers: [app('c')] }), logs: [] })).toEqual([]);
});

test('a container named like a thing of every object has nothing of it', () => {
  const snapshot = pod({ containers: [init('constructor')], specFacts: specOf({}) });
  expect(wantedBy({ snapshot })).toEqual([]);
});
