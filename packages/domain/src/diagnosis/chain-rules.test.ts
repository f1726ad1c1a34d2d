import { describe, expect, it, test } from 'vitest';
import { first, found, sentence } from '../../test/case.ts';
import { host, service, up, waitingFor } from '../../test/waiting-case.ts';
import type { PodBehind, ServiceSeen, Surroundings } from './surroundings.ts';
import type { Target } from './target.ts';

const none = { ready: 0, notReady: 1 };
const stuck = (name: string, target: Target): PodBehind => ({
  name,
  status: 'Init:0/1',
  because: 'setup has not completed',
  isReady: false,
  waits: { container: 'setup', target },
});

describe('a Service that is another name for a Service of this cluster', () => {
  const alias = service('db', { ports: [], externalName: 'pg.data.svc.cluster.local' });
  const pg = (more: Partial<ServiceSeen>) => service('pg', { namespace: 'data', ...more });
  test.each<[string, readonly ServiceSeen[], string]>([
    ['which is not there', [], 'there is no Service of that name in `data`.'],
    [
      'which does not answer, as its pod does not',
      [pg({ endpoints: none, pods: [stuck('pg-0', host('store', null))] })],
      'the Service `pg` has no ready endpoint, of 1; its pod `pg-0` is Init:0/1: setup waits for the DNS name `store`; there is no Service of that name in `data`.',
    ],
    [
      'which is another name in turn',
      [pg({ externalName: 'db.shop.svc.cluster.local' })],
      'that one was not checked, for it is an ExternalName too.',
    ],
  ])('%s', (_, others, words) => {
    const told = waitingFor(host('db', 5432), { services: [alias, ...others] });
    expect(sentence(told)).toContain(
      `the Service \`db\` stands for \`pg.data.svc.cluster.local\`; ${words}`,
    );
    expect(found(told)[0]?.next.join('\n')).not.toContain('-n shop describe pod pg-0');
  });
});

describe('an object that must go', () => {
  const job = { kind: 'object', object: 'job', name: 'old', namespace: null } as const;
  const until = { ...job, until: 'deleted' } as const;
  test.each<[string, Surroundings, string]>([
    [
      'is there',
      { jobs: [{ namespace: 'shop', name: 'old', state: 'active' }] },
      'critical: it is still there.',
    ],
    ['is gone', { jobs: [] }, 'warning: it is gone.'],
    ['was not looked for', {}, 'critical: whether there is such a Job was not checked.'],
  ])('%s', (_, surroundings, words) => {
    const told = waitingFor(until, surroundings);
    expect(sentence(told)).toContain('waits for the Job `old` in `shop` to be deleted; ');
    const said = `${first(told).split(' ')[0]}: ${sentence(told).split('; ')[1]}`;
    expect(said.startsWith(words), said).toBe(true);
  });

  it('a condition by a path is told as one', () => {
    const path = { ...job, until: 'jsonpath={.status.phase}=Running' };
    expect(sentence(waitingFor(path, {}))).toContain('to have `{.status.phase}=Running`;');
  });
});

describe('the chain', () => {
  const chain: Surroundings = {
    services: [
      service('db', { endpoints: none, pods: [stuck('db-0', host('backup', 80))] }),
      service('backup', {
        ports: [80],
        endpoints: none,
        pods: [stuck('backup-0', host('store', null))],
      }),
    ],
  };

  it('is followed to where it begins, with its evidence, and the first command is for there', () => {
    const [finding] = found(waitingFor(host('db', 5432), chain));
    expect(finding?.sentence).toContain(
      'prepare waits for an answer of `db:5432`; the Service `db` has no ready endpoint, of 1; its pod `db-0` is Init:0/1: setup waits for an answer of `backup:80`; the Service `backup` has no ready endpoint, of 1; its pod `backup-0` is Init:0/1: setup waits for the DNS name `store`; there is no Service of that name in `shop`.',
    );
    expect(finding?.evidence.map(({ text }) => text)).toEqual([
      'prepare runs nc for db:5432',
      'Service shop/db: 0 of 1 endpoints ready',
      'Pod db-0: Init:0/1',
      'Service shop/backup: 0 of 1 endpoints ready',
      'Pod backup-0: Init:0/1',
      'Services of shop: none is named store',
    ]);
    expect(finding?.next.length).toBeLessThan(8);
    expect(finding?.next.join('\n')).toContain('describe pod db-0');
  });

  it('that leads back is a circle, told once', () => {
    const own = up.name;
    const circle: Surroundings = {
      services: [
        service('db', { endpoints: none, pods: [stuck('db-0', host('web', 80))] }),
        service('web', { ports: [80], endpoints: none, pods: [stuck(own, host('db', 5432))] }),
      ],
    };
    expect(sentence(waitingFor(host('db', 5432), circle))).toContain(
      `its pod \`db-0\` is Init:0/1: setup waits for an answer of \`web:80\`; the Service \`web\` has no ready endpoint, of 1; its pod is \`${own}\` itself, so they wait for each other.`,
    );
    const further: Surroundings = {
      services: [
        service('db', { endpoints: none, pods: [stuck('db-0', host('b', 80))] }),
        service('b', { ports: [80], endpoints: none, pods: [stuck('b-0', host('db', 5432))] }),
      ],
    };
    expect(sentence(waitingFor(host('db', 5432), further))).toContain(
      'its pod `db-0` waits for that in turn, so they wait for each other.',
    );
  });

  it('is bounded, however long it is', () => {
    const services = Array.from({ length: 40 }, (_, n) =>
      service(`s-${n}`, { endpoints: none, pods: [stuck(`p-${n}`, host(`s-${n + 1}`, 5432))] }),
    );
    const [finding] = found(waitingFor(host('s-0', 5432), { services }));
    expect(finding?.sentence).toContain('`p-3` is Init:0/1: setup has not completed.');
    expect(finding?.sentence).not.toContain('s-4');
  });
});
