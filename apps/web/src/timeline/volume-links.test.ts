import { expect, test } from 'vitest';
import { lane } from './testing/lanes.ts';
import { linkCells, MOST_LINKS, volumeLinks } from './volume-links.ts';

const sharing = (name: string, ...volumes: readonly string[]) =>
  lane(name, [], { sharedVolumes: volumes.map((volume) => ({ volume, with: [] })) });

const LANES = [
  sharing('fetch', 'config'),
  sharing('migrate'),
  sharing('shop', 'config', 'logs'),
  sharing('shipper', 'logs', 'config'),
];

test('the volume of most lanes comes first', () => {
  expect(volumeLinks(LANES)).toEqual([
    { volume: 'config', lanes: ['fetch', 'shop', 'shipper'] },
    { volume: 'logs', lanes: ['shop', 'shipper'] },
  ]);
});

test('a line runs from the first lane that mounts it to the last, past those that do not', () => {
  const order = LANES.map(({ name }) => name);
  const sketch = order.map((name) =>
    linkCells(volumeLinks(LANES), order, name)
      .map((cell) => {
        if (cell === null) return '      ';
        return `${cell.up ? 'u' : ' '}${cell.isMember ? 'o' : '|'}${cell.down ? 'd' : ' '}   `;
      })
      .join(''),
  );
  expect(sketch).toEqual([' od         ', 'u|d         ', 'uod    od   ', 'uo    uo    ']);
});

test('a volume of one lane is no link, nor is one that old records do not tell of', () => {
  expect(volumeLinks([sharing('a', 'x'), lane('b', [])])).toEqual([]);
});

test('of many volumes only as many are drawn as can be followed', () => {
  const many = ['a', 'b', 'c', 'd', 'e'];
  expect(volumeLinks([sharing('x', ...many), sharing('y', ...many)])).toHaveLength(MOST_LINKS);
});
