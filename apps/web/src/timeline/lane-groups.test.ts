import { expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { laneGroups } from './lane-groups.ts';
import { lane, timeline } from './testing/lanes.ts';

const grouped = (...lanes: readonly ReturnType<typeof lane>[]) =>
  laneGroups(laneBlocksOf(timeline(lanes))).map(({ title, lanes: members }) => [
    title,
    ...members.map(({ lane: { name } }) => name),
  ]);

test('containers stand by what they are for, each group in the order of the spec', () => {
  expect(
    grouped(
      lane('migrate', [], { role: 'init' }),
      lane('proxy', [], { role: 'native-sidecar' }),
      lane('warm', [], { role: 'init' }),
      lane('logs', [], { role: 'classic-sidecar' }),
      lane('shop', []),
      lane('debugger', [], { role: 'ephemeral' }),
    ),
  ).toEqual([
    ['Init · in order', 'migrate', 'warm'],
    ['Native sidecars', 'proxy'],
    ['App and classic sidecars', 'shop', 'logs'],
    ['Ephemeral', 'debugger'],
  ]);
});

test('a group without a container is left out, and no sidecar is named where there is none', () => {
  expect(grouped(lane('shop', []))).toEqual([['App', 'shop']]);
});
