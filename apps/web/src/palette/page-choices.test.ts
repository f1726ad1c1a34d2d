import { expect, test } from 'vitest';
import { GLOSSARY } from '../glossary/glossary.ts';
import { podRow } from '../pods/testing/rows.ts';
import { copyChoices, pageChoices, podChoices, wordChoices } from './page-choices.ts';

const pip = (name: string, state: 'failed' | 'ready') => ({
  ...{ name, role: 'app' as const, state, image: '', text: '' },
});

test('pods that fail come first, and lead to their page', () => {
  const opened: string[] = [];
  const rows = [podRow('web'), podRow('api', { status: 'CrashLoopBackOff', ready: '0/1' })];
  const choices = podChoices(rows, (path) => opened.push(path));
  expect(choices.map(({ title, note }) => [title, note])).toEqual([
    ['api', 'shop · CrashLoopBackOff'],
    ['web', 'shop · Running'],
  ]);
  choices[0]?.run();
  expect(opened).toEqual(['/pods/shop/api/api']);
});

test('of a pod the commands are offered for its failing container first', () => {
  const copied: string[] = [];
  const row = podRow('web', { restarts: 3, pips: [pip('app', 'ready'), pip('proxy', 'failed')] });
  const choices = copyChoices({ namespace: 'shop', name: 'web' }, row, (text) => copied.push(text));
  expect(choices.map(({ title }) => title).slice(0, 3)).toEqual([
    'kubectl -n shop describe pod web',
    'kubectl -n shop logs web -c proxy --previous',
    'kubectl -n shop logs web -c proxy',
  ]);
  choices[1]?.run();
  expect(copied).toEqual(['kubectl -n shop logs web -c proxy --previous']);
});

test('without a pod there is no command, and of one that is not in the list those without a container', () => {
  expect(copyChoices(null, null, () => undefined)).toEqual([]);
  const gone = copyChoices({ namespace: 'shop', name: 'gone' }, null, () => undefined);
  expect(gone.map(({ title }) => title)).not.toContain(expect.stringContaining('-c '));
  expect(gone).toHaveLength(7);
  expect(gone.map(({ title }) => title).slice(-2)).toEqual(['gone', 'shop/gone']);
});

test('all ids are unique', () => {
  const none = (): void => undefined;
  const ids = [...pageChoices(none), ...wordChoices(none)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(Object.keys(GLOSSARY).length);
});
