import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MASK_RULES, maskSecrets } from '@podline/domain';
import { expect, test } from 'vitest';
import { readMaskRules } from './mask-file.ts';
import { testFolder } from './testing/folder.ts';

const fileOf = async (text: string): Promise<string> => {
  const path = join(await testFolder(), 'mask.json');
  await writeFile(path, text);
  return path;
};

test('without a file the built-in table stands alone', async () => {
  expect(await readMaskRules(null)).toBe(MASK_RULES);
});

test('rules of the file are added to the built-in ones', async () => {
  const path = await fileOf(`[
    { "kind": "key", "name": "licences", "key": "licence_code" },
    { "kind": "starts", "name": "Acme", "starts": "acme-", "atLeast": 8 },
    { "kind": "between", "name": "cards", "after": "card [", "until": "]" }
  ]`);
  const rules = await readMaskRules(path);
  const line = 'licence_code=x1 acme-0123456789 card [4111] password=y2';
  expect(maskSecrets(line, rules)).toEqual({
    text: 'licence_code=••• acme-••• card [•••] password=•••',
    masked: 4,
  });
});

test.each([
  ['not JSON', '{', /^The mask rules .*mask\.json are not JSON\.$/],
  ['no list', '{}', /cannot be used.*: .*Array.*\.$/],
  ['an unknown kind', '[{ "kind": "regex", "name": "x" }]', /, at 0\.kind: /],
  ['an unknown field', '[{ "kind": "key", "name": "x", "key": "abc", "kye": 1 }]', /, at 0\.kye: /],
  ['a sign that is in every line', '[{ "kind": "key", "name": "x", "key": "a" }]', /, at 0\.key: /],
])('%s is refused in one sentence that names the place', async (_, text, sentence) => {
  await expect(readMaskRules(await fileOf(text))).rejects.toThrow(sentence);
});

test('a file that is not there is refused', async () => {
  const path = join(await testFolder(), 'none.json');
  await expect(readMaskRules(path)).rejects.toThrow(/none\.json cannot be read \(ENOENT\)\.$/);
});
