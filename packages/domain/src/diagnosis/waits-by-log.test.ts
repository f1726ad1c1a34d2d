import { describe, expect, it, test } from 'vitest';
import { app, init, running, status, waiting } from '../../test/build.ts';
import { first, placed, sentence, specOf, type ToldCase } from '../../test/case.ts';

const [prepare, web] = [init('prepare'), app('web')];
const up = placed({
  containers: [prepare, web],
  statuses: [status(prepare, running(1)), status(web, waiting('PodInitializing'))],
});
const awaiting = (host: string, port: number | null) => ({
  ...up,
  specFacts: specOf({ prepare: { awaits: [{ kind: 'host', host, port, by: 'nc', loops: true }] } }),
});

describe('told by its log alone', () => {
  const told = (...lines: string[]): ToldCase => ({
    seen: [up],
    now: 90,
    logs: [{ container: 'prepare', attempt: 0, lines }],
    surroundings: { services: [{ namespace: 'shop', name: 'payments-api', ports: [80] }] },
  });
  test.each<[string, string, string]>([
    [
      'a bare word that is no Service',
      'Waiting for migrations to finish',
      'info init-slow prepare',
    ],
    ['words after a noun', 'waiting for service discovery', 'info init-slow prepare'],
    ['a file', 'waiting for config.json', 'info init-slow prepare'],
    ['a Service', 'waiting for payments-api …', 'warning waits-for prepare'],
    ['a port', 'waiting for mq:5672', 'critical waits-for prepare'],
  ])('%s: %s', (_, line, expected) => {
    expect(first(told(line))).toBe(expected);
  });

  it('what was overcome long ago is no cause', () => {
    const refused = "wget: bad address 'mq:80'";
    const busy = Array.from({ length: 30 }, (_, n) => `moved row ${n}`);
    expect(first(told(refused, ...busy))).toBe('info init-slow prepare');
    expect(first(told(refused, ...busy.slice(0, 5)))).toBe('critical waits-for prepare');
    const stack = busy.map((line) => `\tat ${line}`);
    expect(first(told('java.net.UnknownHostException: mq', ...stack))).toBe(
      'critical waits-for prepare',
    );
  });

  it('the search domains that were tried are no names', () => {
    const lines = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'c.x.internal'];
    const tried = lines.map((domain) => `** server can't find mq.${domain}: NXDOMAIN`);
    expect(sentence(told(...tried))).toContain('waits for the DNS name `mq`; there is no Service');
  });
});

it('what its log says of another host is not said of this one', () => {
  const lines = (line: string) => ({
    seen: [awaiting('db', 5432)],
    now: 90,
    logs: [{ container: 'prepare', attempt: 0, lines: [line] }],
    surroundings: { services: [] },
  });
  const said = 'Its log says that the connection is refused.';
  expect(sentence(lines('dial tcp metrics:80: connect: connection refused'))).not.toContain(said);
  expect(sentence(lines('dial tcp 10.0.0.7:80: connect: connection refused'))).not.toContain(said);
  expect(sentence(lines('dial tcp 10.0.0.7:5432: connect: connection refused'))).toContain(said);
  expect(sentence(lines('dial tcp db.shop.svc:5432: connect: connection refused'))).toContain(said);
});

it('who is there may have answered long ago', () => {
  const services = [{ namespace: 'shop', name: 'db', ports: [5432] }];
  const told = { seen: [awaiting('db', null)], now: 90, surroundings: { services } };
  expect(sentence(told)).toContain('Perhaps it was answered long ago');
  const logs = [{ container: 'prepare', attempt: 0, lines: ["wget: bad address 'db'"] }];
  expect(sentence({ ...told, logs })).not.toContain('Perhaps');
});
