import type { FailedAlike, SharedFailure, SharedFailureDocument } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import {
  alikeKey,
  alikePath,
  isItself,
  olderWords,
  readAlike,
  seenWords,
} from './shared-failure.ts';

const NOW = millis(Date.UTC(2026, 10, 22, 12));
const shared = (change: Partial<SharedFailure> = {}): SharedFailure => ({
  ...{ key: '0123456789abcdef', words: 'exit code 1', attempts: 14, pods: 3, isMore: false },
  ...{ firstAt: millis(Date.UTC(2026, 10, 20, 9)), lastAt: NOW },
  ...change,
});
const OF: FailedAlike = {
  ...{ uid: 'u-1', namespace: 'shop', pod: 'web-1', isGone: false },
  ...{ container: 'init', attempt: 2, seenAt: NOW },
};

test.each<[Partial<SharedFailure>, string | null]>([
  [{}, 'Seen 14 times in 3 pods since 20 Nov'],
  [{ pods: 1, attempts: 2 }, 'Seen 2 times in this pod since 20 Nov'],
  [{ firstAt: millis(Date.UTC(2026, 10, 22, 9, 8, 7)) }, 'Seen 14 times in 3 pods since 09:08:07'],
  [{ firstAt: millis(Date.UTC(2025, 10, 22, 9)) }, 'Seen 14 times in 3 pods since 22 Nov 2025'],
  [{ attempts: 10_000, isMore: true }, 'Seen at least 10,000 times in 3 pods since 20 Nov'],
  [{ attempts: 1, pods: 1 }, null],
])('%j is said as: %s', (change, words) => {
  expect(seenWords(shared(change), NOW, 'utc')).toBe(words);
});

test('each is a link to its attempt on the page of its pod', () => {
  expect(alikePath(OF)).toBe('/pods/shop/web-1/u-1?sel=init.2');
});

test.each<[Partial<FailedAlike>, boolean]>([
  [{}, true],
  [{ attempt: 3 }, false],
  [{ container: 'app' }, false],
  [{ uid: 'u-2' }, false],
])('%j is the one that is looked at: %s', (change, expected) => {
  const whose = { uid: 'u-1', container: 'init', attempt: 2 };
  expect(isItself({ ...OF, ...change }, whose)).toBe(expected);
});

test('runs of one number are told apart', () => {
  expect(alikeKey(OF)).not.toBe(alikeKey({ ...OF, seenAt: millis(NOW + 1) }));
});

test.each<[Partial<SharedFailure>, string | null]>([
  [{ attempts: 1 }, null],
  [{ attempts: 2 }, 'and 1 older one'],
  [{ attempts: 10_000, isMore: true }, 'and at least 9,999 older ones'],
])('of %j one is listed, and it is said: %s', (change, words) => {
  expect(olderWords({ ...shared(change), newest: [OF] })).toBe(words);
});

test('what is read is shown with what cannot be seen', async () => {
  const document: SharedFailureDocument = { ...shared(), newest: [{ ...OF, pod: 'a\u202Eb' }] };
  const asked: string[] = [];
  const told = await readAlike('0123456789abcdef', async (address) => {
    asked.push(address);
    return Response.json(document);
  });
  expect(told).toMatchObject({ kind: 'alike', shared: { newest: [{ pod: 'a\\u202eb' }] } });
  expect(asked).toEqual(['/api/signatures/0123456789abcdef']);
});

test('a problem is told in the server’s words', async () => {
  const problem = { code: 'FAILURE_NOT_KEPT', sentence: 'None.', next: 'x', detail: null };
  const told = await readAlike('k', async () => Response.json(problem, { status: 404 }));
  expect(told).toEqual({ kind: 'problem', problem });
});
