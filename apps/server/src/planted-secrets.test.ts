/** No planted secret leaves the server by any way; and the search would find it if one did. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MASK_RULES } from '@podline/domain';
import { plantedIn } from '@podline/replay/testing';
import { expect, test } from 'vitest';
import { readMaskRules } from './mask-file.ts';
import { testFolder } from './testing/folder.ts';
import { type Outlets, toldWith } from './testing/outlets.ts';
import { SHAPES } from './webhook/message.ts';

/** The outlets in which something of it stands. */
const leaksIn = (outlets: Outlets, found: (said: Buffer) => readonly string[] = plantedIn) =>
  [...outlets]
    .map(([name, said]) => [name, found(said)] as const)
    .filter(([, pieces]) => pieces.length > 0);

/** Whatever tells what programs wrote: here the search must find something when nothing is masked. */
const TELLING = [
  ...['pods', 'workload', 'findings', 'spec', 'tails', 'logs', 'feed', 'webhook', 'at a moment'],
  ...['timeline', 'timeline json', 'timeline csv', 'timeline perfetto', 'timeline otlp'],
  ...['open podline.db-wal', 'podline.db'],
];

test.each(SHAPES)(
  'no planted secret leaves by any way, told to a webhook as %s',
  async (shape) => {
    const { outlets } = await toldWith({ rules: MASK_RULES, shape });
    expect(leaksIn(outlets)).toEqual([]);
    const names = [...outlets].filter(([, said]) => said.includes('•••')).map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(TELLING));
  },
  90_000,
);

test.each(SHAPES)(
  'without rules the same search finds them, told as %s',
  async (shape) => {
    const { outlets } = await toldWith({ rules: [], shape });
    const leaks = new Map(leaksIn(outlets));
    expect([...leaks.keys()]).toEqual(expect.arrayContaining(TELLING));
    for (const outlet of ['tails', 'logs', 'spec', 'timeline', 'podline.db'])
      expect(leaks.get(outlet)?.length, outlet).toBeGreaterThan(50);
  },
  90_000,
);

test('with logs off none is asked for, and of what pods say themselves no secret leaves', async () => {
  const { outlets, logsAsked } = await toldWith({ rules: MASK_RULES, mode: 'off' });
  expect(logsAsked).toBe(0);
  expect(leaksIn(outlets)).toEqual([]);
}, 90_000);

const OWN = [
  'started with ACME_LICENCE_CODE=fjord-77-otter',
  'sent acme.v1-0123abcdef to the till',
  'paid by card [4111 1111 4444 2222] at noon',
];
const OWN_SECRETS = ['fjord-77-otter', '0123abcdef', '4111 1111 4444 2222'];
const ownIn = (said: Buffer) => OWN_SECRETS.filter((secret) => said.includes(secret));
const OWN_RULES = [
  { kind: 'key', name: 'licences', key: 'licence_code' },
  { kind: 'starts', name: 'tokens of Acme', starts: 'acme.v1-', atLeast: 8 },
  { kind: 'between', name: 'cards', after: 'card [', until: ']' },
];

test('a mask file of one’s own holds for all that is said, and only with it', async () => {
  const path = join(await testFolder(), 'mask.json');
  await writeFile(path, JSON.stringify(OWN_RULES));
  const masked = await toldWith({ rules: await readMaskRules(path), said: OWN });
  expect(leaksIn(masked.outlets, ownIn)).toEqual([]);
  const bare = await toldWith({ rules: await readMaskRules(null), said: OWN });
  const leaks = new Map(leaksIn(bare.outlets, ownIn));
  for (const outlet of ['tails', 'logs', 'spec', 'timeline', 'podline.db', 'feed'])
    expect(leaks.get(outlet), outlet).toHaveLength(OWN_SECRETS.length);
}, 90_000);
