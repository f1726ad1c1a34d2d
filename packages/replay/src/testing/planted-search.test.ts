import { KEY_BODY, PLANTED } from '@podline/domain/testing';
import { expect, test } from 'vitest';
import { plantedIn } from './planted-search.ts';

const SECRET = 'p@ss/w0rd';

test.each([
  ['as it is', `pw ${SECRET} x`],
  ['in base64', Buffer.from(`user:${SECRET}\n`).toString('base64')],
  ['in base64 at another place', Buffer.from(`use:${SECRET}\n`).toString('base64')],
  ['in an address', `?q=${encodeURIComponent(SECRET)}`],
])('a secret is found %s', (_, said) => {
  expect(plantedIn(said)).toEqual([SECRET]);
});

test('a secret with letters beyond ASCII is found as it is and escaped', () => {
  expect(plantedIn('äöü€7x')).toHaveLength(1);
  expect(plantedIn(String.raw`"\u00e4\u00f6\u00fc\u20ac7x"`)).toHaveLength(1);
  expect(plantedIn('Tr0ub4dor&amp;3')).toHaveLength(1);
});

test('every secret of the corpus is found, whole or halved, and a masked one is not', () => {
  for (const secret of [...PLANTED.map((it) => it.secret), ...KEY_BODY]) {
    const half = secret.slice(0, Math.max(16, secret.length / 2));
    expect(plantedIn(secret), secret).not.toEqual([]);
    expect(plantedIn(half), secret).not.toEqual([]);
  }
  expect(
    plantedIn(PLANTED.map(({ line, secret }) => line.replaceAll(secret, '•••')).join()),
  ).toEqual([]);
});
