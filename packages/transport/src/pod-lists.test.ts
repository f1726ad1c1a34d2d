import { expect, test } from 'vitest';
import { PodLists } from './pod-lists.ts';
import type { PodsWindow } from './pods-window.ts';
import { everyone, onlyOf, podRow, ScriptedLog } from './scripted.ts';

function scene() {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a'), podRow('b', { namespace: 'bank', node: 'n1' })] });
  const lists = new PodLists(log, () => 0);
  const open = (query: string, viewer = everyone, from = 0): PodsWindow => {
    const window = lists.open(viewer, { kind: 'pods', query, window: { from, size: 10 } });
    if ('unreadable' in window) throw new Error(window.unreadable);
    return window;
  };
  return { log, lists, open };
}

test('pages with the same viewer, query, order and window share one, and one state', () => {
  const { open } = scene();
  expect(open('ns:shop')).toBe(open('ns:shop'));
  expect(open('ns:shop')).not.toBe(open('ns:bank'));
  expect(open('ns:shop').list).toBe(open('ns:shop', everyone, 5).list);
  expect(open('ns:shop')).not.toBe(open('ns:shop', onlyOf('shop')));
});

test('what nobody looks at any more is let go of, but for a few that may come back', () => {
  const { lists, open } = scene();
  const first = open('a0');
  lists.release(first);
  expect(open('a0').list).toBe(first.list);
  for (let number = 1; number <= 6; number += 1) lists.release(open(`a${number}`));
  lists.release(open('a0'));
  lists.release(open('a0'));
  expect(open('a1').list).not.toBe(first.list);
});

test('F40: what cannot be read is refused with its sentence', () => {
  const { lists } = scene();
  expect(lists.open(everyone, { kind: 'pods', query: 'foo:bar' })).toEqual({
    unreadable: 'There is no field foo. Text with a colon stands in quotes: "foo:…".',
  });
});

test('facets are counted over what the viewer may see', () => {
  const { lists } = scene();
  const ask = (viewer = everyone, text = '') =>
    lists.facets(viewer, { kind: 'facets', field: 'ns', key: null, text }).values;
  expect(ask()).toEqual([
    { value: 'bank', count: 1 },
    { value: 'shop', count: 1 },
  ]);
  expect(ask(everyone, 'SH')).toEqual([{ value: 'shop', count: 1 }]);
  expect(ask(onlyOf('shop'))).toEqual([{ value: 'shop', count: 1 }]);
});
