import { millis } from '@podline/domain';
import { PLANTED } from '@podline/domain/testing';
import { expect, test } from 'vitest';
import { failureOfErrorEvent, failureOfStatus } from './errors.ts';

const answered = (body: string) =>
  failureOfStatus({ status: 500, body, retryAfter: null, tried: 'GET /', now: millis(0) }).sentence;

test.each([
  ['a Status', (said: string) => answered(JSON.stringify({ kind: 'Status', message: said }))],
  ['a page of a proxy', (said: string) => answered(`<h1>502</h1>\n${said}`)],
  [
    'an error within a watch',
    (said: string) => failureOfErrorEvent({ message: said }, '').sentence,
  ],
])('no secret is quoted of what %s says', (_, sentenceOf) => {
  const left = PLANTED.filter(({ line, secret }) => sentenceOf(line).includes(secret));
  expect(left).toEqual([]);
});

test('a secret that stands where what is quoted ends leaves no half of itself', () => {
  const sentence = answered(`${'x '.repeat(240)}password="${'hunter2 '.repeat(100)}"`);
  expect(sentence).not.toContain('hunter');
});
