import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { podYaml } from './pod-yaml.ts';

/** Takes the word `hunter2`, and whatever is named a password, for secrets. */
const of = (text: string) => ({
  text: text.replaceAll('hunter2', '…'),
  masked: text.split('hunter2').length - 1,
});
const mask = {
  of,
  named: (name: string, value: string) =>
    /^password$/i.test(name) ? { text: '…', masked: 1 } : of(value),
};

const pod = (more: object) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'web-0', managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:x': {} } }] },
  ...more,
});

const shown = (more: object) => {
  const { yaml, masked } = podYaml(pod(more), mask);
  return { yaml, masked, value: parse(yaml) as { metadata: object; spec: unknown } };
};

describe('the YAML of a pod', () => {
  test('is the object, in its order, without managedFields', () => {
    const { yaml, masked } = podYaml(
      pod({
        spec: { nodeName: 'n', containers: [{ name: 'app', image: 'i:1' }] },
        status: { phase: 'Running' },
      }),
      mask,
    );
    expect(masked).toBe(0);
    expect(yaml).toBe(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-0\nspec:\n  nodeName: n\n  containers:\n    - name: app\n      image: i:1\nstatus:\n  phase: Running\n',
    );
  });

  test.each<[string, object, unknown, number]>([
    [
      'a literal variable whose name tells',
      [{ name: 'PASSWORD', value: 'abc' }],
      [{ name: 'PASSWORD', value: '…' }],
      1,
    ],
    [
      'a literal variable whose value tells',
      [{ name: 'DSN', value: 'u:hunter2@h' }],
      [{ name: 'DSN', value: 'u:…@h' }],
      1,
    ],
    [
      'a variable that tells nothing',
      [{ name: 'MODE', value: 'fast' }],
      [{ name: 'MODE', value: 'fast' }],
      0,
    ],
    [
      'a reference, which stays',
      [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
      [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
      0,
    ],
    [
      'an option and its value',
      { args: ['--password', 'abc', 'x'] },
      { args: ['--password', '…', 'x'] },
      1,
    ],
    ['the first of a command', { command: ['hunter2'] }, { command: ['…'] }, 1],
    [
      'an option of a volume',
      { options: { PASSWORD: 'abc', size: 3 } },
      { options: { PASSWORD: '…', size: 3 } },
      1,
    ],
    ['a text deep down', { a: [{ b: { c: 'hunter2 hunter2' } }] }, { a: [{ b: { c: '… …' } }] }, 2],
    ['what is no text', { a: [1, true, null] }, { a: [1, true, null] }, 0],
    [
      'texts that YAML would take for something else',
      { a: ['yes', '1e3', '~', ': x', '- y', '# z', '\u0007'] },
      { a: ['yes', '1e3', '~', ': x', '- y', '# z', '\u0007'] },
      0,
    ],
  ])('masks or keeps %s', (_, spec, expected, masked) => {
    const told = shown({ spec });
    expect(told.value.spec).toEqual(expected);
    expect(told.masked).toBe(masked);
  });

  test('shows annotations, but for the one that repeats the manifest', () => {
    const { value, yaml } = shown({
      metadata: {
        name: 'web-0',
        annotations: {
          note: 'plain',
          PASSWORD: 'abc',
          'kubectl.kubernetes.io/last-applied-configuration': '{"env":"geheim"}',
        },
      },
    });
    expect(value.metadata).toMatchObject({ annotations: { note: 'plain', PASSWORD: '…' } });
    expect(yaml).not.toContain('geheim');
  });
});
