import { describe, expect, it } from 'vitest';
import { type Asked, FaultBook, type LineAbout } from './fault-book.ts';
import type { Fault } from './faults.ts';

const list: Asked = { kind: 'list', resource: 'pods', namespace: null, page: 1 };
const watch: Asked = { ...list, kind: 'watch' };
const added = (name: string, namespace = 'shop'): LineAbout => ({
  type: 'ADDED',
  object: { uid: `uid of ${name}`, namespace, name, resourceVersion: '1' },
});
const broken: Fault['do'] = { kind: 'status', code: 500 };

/** Which of so many equal requests a fault meets. */
function metBy(fault: Fault, asked: Asked = list, count = 6, seed = 's'): string {
  const book = new FaultBook(seed);
  book.inject(fault);
  return Array.from({ length: count }, () => (book.onRequest(asked).length > 0 ? 'x' : '.')).join(
    '',
  );
}

describe('a fault', () => {
  it.each<[string, Fault, string]>([
    ['happens once, unless it says otherwise', { do: broken }, 'x.....'],
    ['happens as often as it says', { times: 3, do: broken }, 'xxx...'],
    ['happens for ever when it says always', { times: 'always', do: broken }, 'xxxxxx'],
    ['lets the first ones pass', { after: 2, times: 2, do: broken }, '..xx..'],
    ['of no probability never happens', { probability: 0, times: 9, do: broken }, '......'],
  ])('%s', (_, fault, met) => {
    expect(metBy(fault)).toBe(met);
  });

  it('is drawn by its probability, the same for the same seed and another for another', () => {
    const fault: Fault = { probability: 0.3, times: 'always', do: broken };
    const drawn = metBy(fault, list, 1000);
    expect(metBy(fault, list, 1000)).toBe(drawn);
    expect(metBy(fault, list, 1000, 'other')).not.toBe(drawn);
    expect(drawn.replaceAll('.', '').length).toBeGreaterThan(250);
    expect(drawn.replaceAll('.', '').length).toBeLessThan(350);
  });

  it.each<[string, Partial<Fault>, Asked, boolean]>([
    ['nothing said is any request', {}, watch, true],
    ['a kind', { on: 'list' }, list, true],
    ['another kind', { on: 'list' }, watch, false],
    ['one of some kinds', { on: ['log', 'watch'] }, watch, true],
    ['another resource', { resource: 'events' }, list, false],
    ['the namespace in the path', { namespace: 'shop' }, { ...list, namespace: 'shop' }, true],
    ['a namespace, asked of the whole cluster', { namespace: 'shop' }, list, false],
    ['the whole cluster', { namespace: null }, list, true],
    [
      'the whole cluster, asked of a namespace',
      { namespace: null },
      { ...list, namespace: 'shop' },
      false,
    ],
  ])('in scope: %s', (_, scope, asked, isMet) => {
    expect(metBy({ ...scope, do: broken }, asked, 1)).toBe(isMet ? 'x' : '.');
  });

  it.each<[string, Fault['do'], Asked, boolean]>([
    ['a page of a list is not the first', { kind: 'expired-continue' }, list, false],
    ['the second page', { kind: 'expired-continue' }, { ...list, page: 2 }, true],
    ['the third page', { kind: 'expired-continue', page: 3 }, { ...list, page: 3 }, true],
    ['only lists have too large versions', { kind: 'too-large-version' }, watch, false],
    ['a list has no end of its own', { kind: 'end', afterMs: 0 }, list, false],
  ])('that makes no sense is not done: %s', (_, deed, asked, isMet) => {
    expect(metBy({ do: deed }, asked, 1)).toBe(isMet ? 'x' : '.');
  });

  it.each<[string, Fault['about'], LineAbout, boolean]>([
    ['any line', undefined, added('a'), true],
    ['a type', { type: 'ADDED' }, added('a'), true],
    ['one of some types', { type: ['DELETED', 'ADDED'] }, added('a'), true],
    ['another type', { type: 'DELETED' }, added('a'), false],
    ['a name', { name: 'a', namespace: 'shop' }, added('a'), true],
    ['a name in another namespace', { name: 'a', namespace: 'till' }, added('a'), false],
    ['a uid', { uid: 'uid of a' }, added('a'), true],
    ['a name, where the line names none', { name: 'a' }, { type: 'BOOKMARK', object: null }, false],
  ])('about %s', (_, about, line, isMet) => {
    const book = new FaultBook('s');
    book.inject({ ...(about === undefined ? {} : { about }), do: { kind: 'drop' } });
    expect(book.onLine(watch, line)).toHaveLength(isMet ? 1 : 0);
  });

  it('that loses a change is for the history alone, where it is about it', () => {
    const book = new FaultBook('s');
    const id = book.inject({ resource: 'pods', namespace: 'shop', do: { kind: 'lose' } });
    expect(book.loses('events', added('a'))).toBe(false);
    expect(book.loses('pods', added('a', 'till'))).toBe(false);
    expect(book.onLine(watch, added('a'))).toEqual([]);
    expect(book.loses('pods', added('a'))).toBe(true);
    expect(book.times(id)).toBe(1);
  });
});

describe('several faults', () => {
  it('on one request: the first that answers does, and those that do not answer add up', () => {
    const book = new FaultBook('s');
    const ids = [
      { kind: 'delay', ms: 5 } as const,
      broken,
      { kind: 'hang', at: 'headers' } as const,
      { kind: 'bom' } as const,
    ].map((deed) => book.inject({ do: deed }));
    expect(book.onRequest(list).map(({ deed }) => deed.kind)).toEqual(['delay', 'status', 'bom']);
    expect(ids.map((id) => book.times(id))).toEqual([1, 1, 0, 1]);
    // The one that came too late is still there for the next request.
    expect(book.onRequest(list).map(({ deed }) => deed.kind)).toEqual(['hang']);
    expect(book.active()).toEqual([]);
  });

  it('are taken back one by one, or all', () => {
    const book = new FaultBook('s');
    const [first] = [1, 2, 3].map(() => book.inject({ do: broken }));
    book.clear(first);
    expect(book.active().map(({ id }) => id)).toEqual(['f2', 'f3']);
    book.clear();
    expect(book.onRequest(list)).toEqual([]);
  });

  it('tell who waits when they have been done often enough', async () => {
    const book = new FaultBook('s');
    const id = book.inject({ times: 'always', do: broken });
    const twice = book.done(id, 2);
    book.onRequest(list);
    book.onRequest(list);
    await twice;
    expect(book.active()).toMatchObject([{ id, done: 2 }]);
  });
});

describe('a fault that is none is refused in a sentence', () => {
  it.each<[Fault | object, string]>([
    [{ do: { kind: 'explode' } }, 'A fault must do one of status, too-large-version,'],
    [{ on: 'list' }, 'not null.'],
    [{ times: 0, do: broken }, 'A fault must happen at least once or always, not 0 times.'],
    [{ after: -1, do: broken }, 'A fault may let 0 or more pass before it happens, not -1.'],
    [{ probability: 2, do: broken }, 'A probability is from 0 to 1, not 2.'],
  ])('%j', (fault, says) => {
    expect(() => new FaultBook('s').inject(fault as Fault)).toThrow(says);
  });
});
