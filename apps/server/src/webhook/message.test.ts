import { WebhookMessage } from '@podline/contract';
import { type Finding, millis } from '@podline/domain';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Announcement } from './announcer.ts';
import { bodyOf, messageOf } from './message.ts';
import { aCause } from './testing.ts';

const finding: Finding = {
  code: 'exits-non-zero',
  severity: 'critical',
  container: 'db-migrate',
  since: millis(Date.UTC(2026, 10, 22, 11)),
  subject: null,
  title: 'db-migrate ends with exit code 1 again and again',
  sentence: 'It said: `relation <orders> & more`.',
  evidence: [],
  next: ['kubectl -n shop logs web-1 -c db-migrate'],
  docs: 'https://kubernetes.io/docs/',
};
const about = {
  cluster: 'prod',
  publicUrl: 'https://podline.example',
  finding,
  now: millis(Date.UTC(2026, 10, 22, 12)),
};
const firing: Announcement = { event: 'firing', cause: aCause(), stillStuck: 0 };
const resolved: Announcement = { event: 'resolved', cause: aCause(), stillStuck: 1 };

test('a message is what the schema says, with the finding and the links', () => {
  const message = messageOf(firing, about);
  expect(v.parse(WebhookMessage, message)).toEqual(message);
  expect(message).toMatchObject({
    event: 'firing',
    kind: 'crash-looping',
    workload: 'Deployment/web',
    since: '2026-11-22T11:00:00Z',
    resolvedAt: null,
    code: 'exits-non-zero',
    finding: { next: ['kubectl -n shop logs web-1 -c db-migrate'] },
    members: [{ name: 'web-1', url: 'https://podline.example/pods/shop/web-1/u-1' }],
    url: 'https://podline.example/pods?q=stuck%20ns%3Ashop%20cause%3Aexits-non-zero',
  });
});

test('a resolution is one too, and says when', () => {
  const message = messageOf(resolved, { ...about, finding: null });
  expect(v.parse(WebhookMessage, message)).toEqual(message);
  expect(message).toMatchObject({ resolvedAt: '2026-11-22T12:00:00Z', stillStuck: 1 });
});

test('of a cause without a finding it says what is seen', () => {
  const cause = aCause({ finding: null, reason: 'NotReady', says: 'runs and is not ready' });
  const message = messageOf({ ...firing, cause }, { ...about, finding: null });
  expect(message).toMatchObject({
    kind: 'stuck',
    summary: 'db-migrate runs and is not ready',
    finding: null,
  });
});

test('Slack gets one block, its marks escaped', () => {
  const body = JSON.stringify(bodyOf('slack', messageOf(firing, about)));
  expect(body).toContain('*Stuck: db-migrate ends with exit code 1 again and again*');
  expect(body).toContain('relation &lt;orders&gt; &amp; more');
  expect(body).toContain(
    '<https://podline.example/pods?q=stuck%20ns%3Ashop%20cause%3Aexits-non-zero|Show in Podline>',
  );
  const long = { ...finding, sentence: 'x'.repeat(10_000) };
  const [block] = (bodyOf('slack', messageOf(firing, { ...about, finding: long })) as SlackBody)
    .blocks;
  expect(block.text.text.length).toBeLessThanOrEqual(3_000);
});

test('Slack takes no command from a name or a sentence, and its link is never cut', () => {
  const hostile = { ...finding, title: '<!channel> & more', sentence: '<&>'.repeat(3_000) };
  const message = messageOf(firing, { ...about, finding: hostile });
  const body = bodyOf('slack', message) as SlackBody;
  expect(body.text).toBe('Stuck: &lt;!channel&gt; &amp; more');
  const [{ text }] = body.blocks;
  expect(text.text.length).toBeLessThanOrEqual(3_000);
  expect(text.text.endsWith('|Show in Podline>')).toBe(true);
  expect(text.text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/&|<(?!https)/);
});

test('Slack hears of what is resolved and what is not', () => {
  const body = JSON.stringify(bodyOf('slack', messageOf(resolved, { ...about, finding: null })));
  expect(body).toContain('Resolved: ');
  expect(body).toContain('1 of its pods are stuck by something else');
});

test('Alertmanager gets one alert, whose labels stay the same until it is resolved', () => {
  const [fires] = bodyOf('alertmanager', messageOf(firing, about)) as Alert[];
  expect(fires).toMatchObject({
    labels: { alertname: 'PodlinePodCrashLooping', namespace: 'shop', container: 'db-migrate' },
    annotations: { pods: '2', runbook_url: 'https://kubernetes.io/docs/' },
    startsAt: '2026-11-22T11:00:00Z',
  });
  expect(fires).not.toHaveProperty('endsAt');
  const [ends] = bodyOf(
    'alertmanager',
    messageOf(resolved, { ...about, finding: null }),
  ) as Alert[];
  expect(ends?.['endsAt']).toBe('2026-11-22T12:00:00Z');
  expect(ends?.labels).toEqual(fires?.labels);
});

interface SlackBody {
  readonly text: string;
  readonly blocks: readonly [{ readonly text: { readonly text: string } }];
}
interface Alert extends Record<string, unknown> {
  readonly labels: unknown;
}
