import { describe, expect, test } from 'vitest';
import { maskLines } from './mask.ts';

const masked = (...lines: readonly string[]): readonly string[] => maskLines(lines).lines;

describe('a value below its name', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'a literal block, to where its lines end',
      ['db:', '  password: |', '    hunter2', '', '    s3cret', '  port: 5432'],
      ['db:', '  password: •••', '    •••', '', '    •••', '  port: 5432'],
    ],
    ['a folded block', ['token: >-', '  abc def'], ['token: •••', '  •••']],
    [
      'in a list',
      ['- secret: |2', '    hunter2', '- port: 1'],
      ['- secret: •••', '    •••', '- port: 1'],
    ],
    ['a quoted name', ['"api_key": |', '  hunter2'], ['"api_key": |', '  •••']],
    ['one word', ['password:', '  hunter2', 'next'], ['password:', '  •••', 'next']],
    [
      'a variable',
      ['- name: DB_PASSWORD', '  value: hunter2'],
      ['- name: DB_PASSWORD', '  value: •••'],
    ],
    [
      'a variable in JSON',
      ['  "name": "DB_PASSWORD",', '  "value": "hunter2"'],
      ['  "name": "DB_PASSWORD",', '  "value": "•••"'],
    ],
    [
      'a variable with a block',
      ['- name: DB_PASSWORD', '  value: |-', '    hunter2', '- name: PORT'],
      ['- name: DB_PASSWORD', '  value: |-', '    •••', '- name: PORT'],
    ],
    ['a line of one letter', ['password: |', '  a'], ['password: •••', '  •']],
  ])('is masked: %s', (_, lines, expected) => {
    expect(masked(...lines)).toEqual(expected);
    expect(maskLines(expected)).toEqual({ lines: expected, masked: 0 });
  });

  test('is counted once, however many lines it has', () => {
    expect(maskLines(['name:', '- name: A_TOKEN', '  value: x1', 'key: |', '  y']).masked).toBe(1);
    expect(maskLines(['"token": |', '  a1', '  b2', '  c3']).masked).toBe(1);
  });

  test.each<[string, readonly string[]]>([
    ['what a volume is of', ['    secret:', '      secretName: web-tls', '      optional: true']],
    ['a variable of a Secret', ['- name: DB_PASSWORD', '  valueFrom:', '    secretKeyRef:']],
    ['a reference', ['- name: DB_PASSWORD', '  value: $(OTHER)']],
    ['a prompt', ['Password:', 'connected to db']],
    ['a stack trace', ['token:', '    at com.example.Auth(Auth.java)']],
    ['other names', ['- name: PORT', '  value: 8080', 'script: |', '  echo hello']],
  ])('is no secret: %s', (_, lines) => {
    expect(maskLines(lines)).toEqual({ lines, masked: 0 });
  });
});
