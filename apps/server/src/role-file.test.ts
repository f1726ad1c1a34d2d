import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_RULES } from '@podline/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRoleRules } from './role-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podline-roles-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fileOf = async (text: string): Promise<string> => {
  const path = join(folder, 'roles.json');
  await writeFile(path, text);
  return path;
};

test('without a file the built-in table stands alone', async () => {
  expect(await readRoleRules(null)).toBe(ROLE_RULES);
});

test('rules of the file come before the built-in ones, which they may overrule', async () => {
  const path = await fileOf('[{ "by": "us", "role": "app", "name": "istio-proxy" }]');
  const rules = await readRoleRules(path);
  expect(rules[0]).toEqual({ by: 'us', role: 'app', name: 'istio-proxy' });
  expect(rules.slice(1)).toEqual(ROLE_RULES);
});

test.each([
  ['not JSON', '{', /^The role rules .*roles\.json are not JSON\.$/],
  ['no list', '{}', /cannot be used.*: .*Array.*\.$/],
  ['an unknown role', '[{ "by": "us", "role": "helper", "name": "x" }]', /, at 0\.role: /],
  ['an unknown field', '[{ "by": "us", "role": "app", "nmae": "x" }]', /, at 0\.nmae: /],
  ['a rule that would fit everything', '[{ "by": "us", "role": "app" }]', /, at 0: a rule needs/],
])('%s is refused in one sentence that names the place', async (_, text, sentence) => {
  await expect(readRoleRules(await fileOf(text))).rejects.toThrow(sentence);
});

test('a file that is not there is refused', async () => {
  await expect(readRoleRules(join(folder, 'none.json'))).rejects.toThrow(
    /none\.json cannot be read \(ENOENT\)\.$/,
  );
});
