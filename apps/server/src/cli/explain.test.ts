import { join } from 'node:path';
import type { FindingDocument, PodDocument } from '@podline/contract';
import { expect, it } from 'vitest';
import { explain, explained } from './explain.ts';

const folder = (name: string) => join(import.meta.dirname, '../../../../recordings', name);

it('says the cause, by what evidence, and what to do', async () => {
  const text = await explain(folder('seed-init-waits-for-service'), null);
  expect(text).toMatch(/^seed-init-waits-for-service\/example-pod {3}0\/1 {3}Init:0\/1/);
  expect(text).toContain('WARNING  init-myservice waits for the DNS name myservice  [waits-for]');
  expect(text).toContain('  Evidence\n');
  expect(text).toContain('spec        init-myservice runs nslookup for myservice');
  expect(text).toContain('kubectl -n seed-init-waits-for-service get service myservice');
  expect(text.split('\n').every((line) => line.length <= 160)).toBe(true);
});

it('names the pods that it has nothing to say of, and takes one pod alone', async () => {
  expect(await explain(folder('init-three-in-order'), null)).toBe(
    'Nothing to say of init-three-in-order/example-pod.',
  );
  expect(await explain(folder('demo-shop'), 'example-pod')).not.toContain('shop-api');
  expect(await explain(folder('demo-shop'), 'nobody')).toBe('There is no such pod.');
});

it('says of a pod that is gone since when', async () => {
  const finding: FindingDocument = {
    code: 'oom-killed',
    severity: 'critical',
    ...{ container: 'web', since: null, subject: null },
    ...{ title: 'web was killed', sentence: 'It was.', evidence: [], next: [], docs: 'd' },
  };
  const pod = {
    ...{ namespace: 'shop', name: 'web-0', ready: '0/1', status: 'Error', restarts: '2' },
    ...{ deletedAt: '2026-11-22T12:00:00Z', findings: [finding] },
  };
  expect(explained([pod]).split('\n')[0]).toBe(
    'shop/web-0   0/1   Error   restarts 2   gone since 2026-11-22T12:00:00Z',
  );
});

it('never hands a control character to the terminal', async () => {
  const pod = { namespace: 'a', name: 'b\u001B[31m\u202E', findings: [] as const };
  // Only these fields are printed of a pod without findings.
  expect(explained([pod as unknown as PodDocument])).toBe('Nothing to say of a/b�[31m�.');
});
