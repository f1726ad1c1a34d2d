import { expect, test } from 'vitest';
import { millis } from '../time.ts';
import type { Queryable } from './fields.ts';
import { agesIn, matcherOf } from './match.ts';
import { parseQuery } from './parse.ts';
import { aRow } from './testing/row.ts';

const HOUR = 3_600_000;
const finds = (text: string, over: Partial<Queryable> = {}, now = 0): boolean => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  return matcherOf(parsed.query)(aRow(over), millis(now));
};

const pip = (name: string, image: string, role: Queryable['pips'][number]['role'] = 'app') => ({
  name,
  image,
  role,
});

const table: readonly (readonly [string, Partial<Queryable>, boolean])[] = [
  ['', {}, true],
  ['ns:shop', {}, true],
  ['ns:sho', {}, false],
  ['ns:SHOP', {}, true],
  ['ns:bank,shop', {}, true],
  ['-ns:shop', {}, false],
  ['-ns:kube-system', {}, true],
  ['namespace:shop', {}, true],
  ['status:Init*', { status: 'Init:0/3' }, true],
  ['status:init*', { status: 'Init:CrashLoopBackOff' }, true],
  ['status:Init*', { status: 'PodInitializing' }, false],
  ['status:*Back*ff', { status: 'Init:ImagePullBackOff' }, true],
  ['status:ab*ba', { status: 'aba' }, false],
  ['status:a*a*a', { status: 'aa' }, false],
  ['status:**', { status: 'x' }, true],
  ['image:~istio', { pips: [pip('x', 'docker.io/istio/proxyv2:1.25')] }, true],
  ['image:istio', { pips: [pip('x', 'docker.io/istio/proxyv2:1.25')] }, false],
  ['image:~IST*1.2', { pips: [pip('x', 'docker.io/istio/proxyv2:1.25')] }, true],
  ['-image:~istio', { pips: [pip('x', 'nginx')] }, true],
  ['node:worker-2', {}, true],
  ['node:worker-2', { node: null }, false],
  ['-node:worker-2', { node: null }, true],
  ['workload:web', {}, true],
  ['workload:Deployment/web', {}, true],
  ['workload:deployment/*', {}, true],
  ['workload:StatefulSet/web', {}, false],
  ['workload:Deployment', {}, false],
  ['role:native-sidecar', { pips: [pip('x', 'y', 'native-sidecar')] }, true],
  ['role:native-sidecar', { pips: [pip('x', 'y')] }, false],
  ['container:istio-proxy', { pips: [pip('istio-proxy', 'y')] }, true],
  ['reason:CrashLoopBackOff', { reasons: ['Error', 'CrashLoopBackOff'] }, true],
  ['label:app=web', { labels: { app: 'web' } }, true],
  ['label:app=web', { labels: { app: 'api' } }, false],
  ['label:app=web,api', { labels: { app: 'api' } }, true],
  ['label:app', { labels: { app: 'api' } }, true],
  ['label:app', {}, false],
  ['label:app=~e', { labels: { app: 'web' } }, true],
  ['label:constructor', {}, false],
  ['label:app.kubernetes.io/name=w*', { labels: { 'app.kubernetes.io/name': 'web' } }, true],
  ['restarts:>3', { restarts: 3 }, false],
  ['restarts:>3', { restarts: 4 }, true],
  ['restarts:3', { restarts: 3 }, true],
  ['restarts:<=3', { restarts: 4 }, false],
  ['stuck', {}, false],
  ['stuck', { traits: ['stuck'] }, true],
  ['is:ready,failed', { traits: ['failed'] }, true],
  ['-stuck', { traits: ['stuck'] }, false],
  ['blocker:db-*', { stuck: { container: 'db-migrate' } }, true],
  ['blocker:db-*', { stuck: { container: null } }, false],
  ['cause:image-*', { cause: { code: 'image-not-found', subject: 'image acme/web:2' } }, true],
  ['cause:image-*', { cause: { code: 'oom-killed', subject: null } }, false],
  ['cause:image-*', { cause: null }, false],
  ['subject:~acme/', { cause: { code: 'image-not-found', subject: 'image acme/web:2' } }, true],
  ['subject:"image acme/web:2"', { cause: { code: 'x', subject: 'image acme/web:2' } }, true],
  ['subject:*', { cause: { code: 'oom-killed', subject: null } }, false],
  ['shop web', {}, true],
  ['shop ledger', {}, false],
  ['"shop web"', {}, false],
  ['"stuck"', { name: 'stuck-0' }, true],
  ['Init:Err', { status: 'Init:Error' }, true],
  ['-web', {}, false],
  ['istio', { pips: [pip('x', 'docker.io/istio/proxyv2')] }, true],
  ['evicted', { reasons: ['Evicted'] }, true],
  ['.*', {}, false],
  ['w.b', {}, false],
  ['w*b', {}, true],
  ['%', {}, false],
  ['_', {}, false],
  [`"' OR 1=1 --"`, {}, false],
  ['<script>', {}, false],
];
for (const [query, over, isFound] of table) {
  test(`${query === '' ? 'nothing' : query} ${isFound ? 'finds' : 'does not find'} ${JSON.stringify(over)}`, () => {
    expect(finds(query, over)).toBe(isFound);
  });
}

test('age is reckoned at the time of the question', () => {
  expect(finds('age:<1h', {}, HOUR - 1)).toBe(true);
  expect(finds('age:<1h', {}, HOUR)).toBe(false);
  expect(finds('age:>=1h30m', {}, 1.5 * HOUR)).toBe(true);
});

test('the ages at which time alone changes the answer are told', () => {
  const parsed = parseQuery('ns:a age:<10m -age:>1h');
  expect(parsed.ok && agesIn(parsed.query)).toEqual([600_000, HOUR]);
});

test('F40: a query made to be slow is not: stars, and a text that nearly matches everywhere', () => {
  const slow = `name:${'a*'.repeat(400)}b`;
  const name = 'a'.repeat(253);
  const began = performance.now();
  for (let turn = 0; turn < 1000; turn += 1) finds(slow, { name });
  expect(performance.now() - began).toBeLessThan(2_000);
});
