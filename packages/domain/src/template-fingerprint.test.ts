import { expect, it, test } from 'vitest';
import {
  type ContainerFingerprint,
  changedSince,
  type TemplateFingerprint,
} from './template-fingerprint.ts';

const web: ContainerFingerprint = {
  image: 'web:1',
  command: '1f',
  env: ['HOST', 'PORT'],
  resources: { 'limits.memory': '64Mi' },
  probes: { readinessProbe: 'GET :80/' },
};
const template = (change: Partial<ContainerFingerprint> = {}): TemplateFingerprint => ({
  containers: { web: { ...web, ...change } },
});

/** `image web:1 → web:2`. */
const words = (before: TemplateFingerprint, after: TemplateFingerprint): readonly string[] =>
  changedSince(before, after).map(
    ({ container, what, name, from, to }) =>
      `${container} ${what}${name === null ? '' : ` ${name}`}: ${from} → ${to}`,
  );

test.each<[string, Partial<ContainerFingerprint>, readonly string[]]>([
  ['nothing', {}, []],
  ['the image', { image: 'web:2' }, ['web image: web:1 → web:2']],
  ['the command', { command: '2a' }, ['web command: 1f → 2a']],
  ['a command where the image had its own', { command: null }, ['web command: 1f → null']],
  [
    'a variable came and one went',
    { env: ['DEBUG', 'PORT'] },
    ['web env DEBUG: null → DEBUG', 'web env HOST: HOST → null'],
  ],
  [
    'a limit, and a new request',
    { resources: { 'limits.memory': '32Mi', 'requests.cpu': '1' } },
    ['web resources limits.memory: 64Mi → 32Mi', 'web resources requests.cpu: null → 1'],
  ],
  ['a probe', { probes: {} }, ['web probes readinessProbe: GET :80/ → null']],
])('changed: %s', (_, change, expected) => {
  expect(words(template(), template(change))).toEqual(expected);
});

it('a container came, another went', () => {
  const other = { containers: { proxy: { ...web, image: 'proxy:1' } } };
  expect(words(template(), other)).toEqual([
    'proxy container: null → proxy:1',
    'web container: web:1 → null',
  ]);
});

it('a container called like a method of objects is a container', () => {
  const odd = { containers: { constructor: web } };
  expect(words({ containers: {} }, odd)).toEqual(['constructor container: null → web:1']);
});
