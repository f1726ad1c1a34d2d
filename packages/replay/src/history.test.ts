import { describe, expect, it } from 'vitest';
import { itemTextIn } from './formats.ts';
import { type Change, changeLine, History, storedObject } from './history.ts';
import { KINDS } from './kinds.ts';
import { pod } from './test-client.ts';
import { typeFor } from './watch.ts';

const stored = (name: string, version: number, labels: Record<string, string> = {}) => {
  const object = pod(name, version, labels);
  return storedObject(KINDS.pods, object, JSON.stringify(object), 0);
};

/** a at 11, b at 12, a changed at 13, b gone at 14. */
function played(windowSize = 10): History {
  const history = new History(KINDS.pods, 10, windowSize);
  history.change('ADDED', stored('a', 11), 11);
  history.change('ADDED', stored('b', 12), 12);
  history.change('MODIFIED', stored('a', 13, { on: 'yes' }), 13);
  history.change('DELETED', stored('b', 14), 14);
  return history;
}

const namesAt = (history: History, version: number) =>
  history.at(version)?.map(({ name, labels }) => `${name}${labels['on'] ?? ''}`) ?? null;

describe('a history', () => {
  it('knows the objects as they were at every version in its window', () => {
    const history = played();
    expect([10, 11, 12, 13, 14, 99].map((version) => namesAt(history, version))).toEqual([
      ...[[], ['a'], ['a', 'b'], ['ayes', 'b'], ['ayes'], ['ayes']],
    ]);
    expect(namesAt(history, 9)).toBeNull();
  });

  it('tells the changes after a version, and nothing when the window no longer holds them', () => {
    const history = played();
    const versions = (after: number) =>
      history.since(after)?.map(({ resourceVersion }) => resourceVersion) ?? null;
    expect(versions(10)).toEqual([11, 12, 13, 14]);
    expect(versions(12)).toEqual([13, 14]);
    expect(versions(14)).toEqual([]);
    expect(versions(9)).toBeNull();
  });

  it('keeps a window of bounded size, and says where it begins', () => {
    const history = played(1);
    expect(history.oldest).toBe(12);
    expect(history.since(11)).toBeNull();
    expect(history.since(12)).toHaveLength(2);
    expect(namesAt(history, 12)).toEqual(['a', 'b']);
  });

  it('forgets its window when it is compacted, but not its objects', () => {
    const history = played();
    history.compact(20);
    expect(history.since(19)).toBeNull();
    expect(namesAt(history, 20)).toEqual(['ayes']);
  });

  it('tells subscribers of each change before it goes on', () => {
    const history = played();
    const seen: number[] = [];
    const unsubscribe = history.subscribe(({ resourceVersion }) => seen.push(resourceVersion));
    history.change('ADDED', stored('c', 15), 15);
    unsubscribe();
    history.change('ADDED', stored('d', 16), 16);
    expect(seen).toEqual([15]);
  });
});

describe('a change', () => {
  const yes = stored('a', 1, { on: 'yes' });
  const no = stored('a', 2);
  const change = (
    type: Change['type'],
    object = yes,
    previous: typeof yes | null = null,
  ): Change => ({
    resourceVersion: 7,
    type,
    object,
    previous,
    lost: false,
    lines: new Map(),
  });
  it.each([
    ['that comes into the selector is ADDED', change('MODIFIED', yes, no), 'ADDED'],
    ['within the selector is what it is', change('MODIFIED', yes, yes), 'MODIFIED'],
    ['that leaves the selector is DELETED', change('MODIFIED', no, yes), 'DELETED'],
    ['outside the selector is not seen', change('MODIFIED', no, no), null],
    ['a new one outside is not seen', change('ADDED', no), null],
    ['the end of one inside is DELETED', change('DELETED', yes, yes), 'DELETED'],
    ['the end of one outside is not seen', change('DELETED', no, no), null],
  ] as const)('%s', (_, of, type) => {
    expect(typeFor(of, ({ labels }) => labels['on'] === 'yes')).toBe(type);
  });

  it('is written once for all watchers', () => {
    const one = change('MODIFIED', yes, no);
    expect(changeLine(one, 'MODIFIED')).toBe(changeLine(one, 'MODIFIED'));
    expect([...one.lines.keys()]).toEqual(['MODIFIED']);
    expect(
      JSON.parse(changeLine(change('MODIFIED', no, yes), 'DELETED')).object.metadata,
    ).toMatchObject({
      resourceVersion: '7',
      labels: { on: 'yes' },
    });
  });
});

describe('an item of a list', () => {
  it('has neither kind nor apiVersion, in whatever order they were recorded', () => {
    const plain = stored('a', 1);
    const { kind, apiVersion, ...rest } = pod('a', 1);
    expect(JSON.parse(itemTextIn(plain, 'whole'))).toEqual(rest);
    const odd = { ...plain, text: JSON.stringify({ ...rest, apiVersion, kind }) };
    expect(JSON.parse(itemTextIn(odd, 'whole'))).toEqual(rest);
  });
});
