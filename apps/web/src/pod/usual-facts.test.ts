import { durationMs, type Lane, type TemplateChange, type UsualStage } from '@podline/domain';
import { describe, expect, it, test } from 'vitest';
import { podRow } from '../pods/testing/rows.ts';
import { slowerWords, usualAddress, usualWords } from './usual-facts.ts';

const stage = (told: Partial<UsualStage> = {}): UsualStage => ({
  container: 'wait',
  stage: 'init',
  p50Ms: durationMs(4000),
  p95Ms: durationMs(8000),
  slowestMs: durationMs(9000),
  starts: 40,
  attempts: { p50: 1, most: 1 },
  failed: 0,
  ...told,
});
const lane = (name: string, role: Lane['role']) => ({ name, role });
const wait = lane('wait', 'init');

describe('what is usual', () => {
  test.each<[string, Pick<Lane, 'name' | 'role'>, UsualStage, string | null]>([
    ['an init', wait, stage(), 'completed within 8s (p95 of 40 starts), half of them within 4s'],
    [
      'all take the same, and it needs several runs',
      wait,
      stage({ p50Ms: durationMs(8000), attempts: { p50: 2, most: 3 } }),
      'completed within 8s (p95 of 40 starts), in up to 3 attempts',
    ],
    [
      'a native sidecar',
      lane('wait', 'native-sidecar'),
      stage({ stage: 'native-sidecar' }),
      'started up within 8s (p95 of 40 starts), half of them within 4s',
    ],
    [
      'an app',
      lane('wait', 'app'),
      stage({ stage: 'readiness' }),
      'ready within 8s (p95 of 40 starts), half of them within 4s',
    ],
    ['its pull is another thing', wait, stage({ stage: 'pull' }), null],
    ['another container', lane('other', 'init'), stage(), null],
    ['two starts', wait, stage({ starts: 2 }), null],
  ])('%s', (_, of, known, expected) => {
    expect(usualWords(of, { usual: { starts: 40, stages: [known] } })).toBe(expected);
  });
});

describe('slower since', () => {
  const slower = (changed: readonly TemplateChange[] | null) =>
    slowerWords(wait, {
      slowerSince: [
        {
          container: 'wait',
          stage: 'init',
          revision: '5b99',
          before: '4a88',
          fromMs: durationMs(4000),
          toMs: durationMs(9000),
          changed,
        },
      ],
    });
  const change = (told: Partial<TemplateChange>): TemplateChange => ({
    container: 'wait',
    what: 'image',
    name: null,
    from: 'a:1',
    to: 'a:2',
    ...told,
  });
  const took = 'revision 5b99: half of the starts took 9s, before that 4s; ';

  test.each<[string, readonly TemplateChange[] | null, string]>([
    ['its image', [change({})], 'changed: image a:1 → a:2'],
    [
      'another’s image comes after its own',
      [change({ container: 'web' }), change({ what: 'command' })],
      'changed: the command, image of web a:1 → a:2',
    ],
    [
      'a limit',
      [change({ what: 'resources', name: 'limits.memory', from: null, to: '32Mi' })],
      'changed: limits.memory not set → 32Mi',
    ],
    [
      'variables',
      [
        change({ what: 'env', name: 'A', to: null }),
        change({ what: 'env', name: 'B', from: null }),
      ],
      'changed: the variable A is gone, the variable B is new',
    ],
    [
      'containers',
      [
        change({ what: 'container', from: null }),
        change({ what: 'container', container: 'web', to: null }),
      ],
      'changed: wait is new (a:2), web is gone',
    ],
    [
      'many',
      Array.from({ length: 9 }, () => change({ what: 'command' })),
      'changed: the command, the command, the command, the command and 5 more',
    ],
    ['nothing', [], 'nothing that Podline looks at changed with it'],
    ['not known', null, 'what changed was not seen'],
  ])('%s', (_, changed, expected) => {
    expect(slower(changed)).toBe(`${took}${expected}`);
  });

  it('is not said of a container that is not', () => {
    expect(slowerWords(lane('web', 'app'), { slowerSince: [] })).toBeNull();
  });
});

test('the address of what is usual for a pod', () => {
  const workload = { kind: 'Deployment', name: 'web', revision: '5b99' };
  expect(usualAddress(podRow('web-0', { workload }))).toBe(
    '/api/workloads/shop/Deployment/web/usual?revision=5b99',
  );
  expect(usualAddress(podRow('web-0', { workload: { ...workload, revision: null } }))).toBe(
    '/api/workloads/shop/Deployment/web/usual',
  );
  expect(usualAddress(podRow('web-0'))).toBeNull();
  for (const odd of ['<img>', '../..', '', 'x'.repeat(300)]) {
    expect(usualAddress(podRow('web-0', { workload: { ...workload, kind: odd } }))).toBeNull();
    expect(usualAddress(podRow('web-0', { workload: { ...workload, name: odd } }))).toBeNull();
    expect(usualAddress(podRow('web-0', { workload: { ...workload, revision: odd } }))).toBe(
      '/api/workloads/shop/Deployment/web/usual',
    );
  }
});
