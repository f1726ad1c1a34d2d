/** What there is to be chosen: pods, pages, what can be done, what can be copied, and words. */
import type { Pip, PodRow } from '@podline/contract';
import { GLOSSARY, TERM_IDS, type TermId } from '../glossary/glossary.ts';
import { podPath } from '../pods/address.ts';
import { toneOf } from '../pods/status-tone.ts';
import { PAGES } from '../ui/pages.ts';
import type { Choice } from './choices.ts';
import type { PodAddress } from './current-pod.ts';
import { kubectlCommands } from './kubectl.ts';

/** Those that fail first: they are what one looks for. */
export function podChoices(
  rows: readonly PodRow[],
  open: (path: string) => void,
): readonly Choice[] {
  const choices = rows.map((row) => {
    const choice: Choice = {
      id: row.uid,
      kind: 'pod',
      title: row.name,
      note: `${row.namespace} · ${row.status}`,
      key: null,
      run: () => open(podPath(row)),
    };
    return { choice, isFailing: toneOf(row.status, row.ready) === 'failed' };
  });
  return [
    ...choices.filter(({ isFailing }) => isFailing),
    ...choices.filter(({ isFailing }) => !isFailing),
  ].map(({ choice }) => choice);
}

export const pageChoices = (open: (path: string) => void): readonly Choice[] =>
  PAGES.map(({ path, title }) => ({
    ...{ id: path, kind: 'page', title, note: 'page', key: null },
    run: () => open(path),
  }));

export const wordChoices = (explain: (id: TermId) => void): readonly Choice[] =>
  TERM_IDS.map((id) => ({
    ...{ id, kind: 'word', title: GLOSSARY[id].term, note: 'what it means', key: null },
    run: () => explain(id),
  }));

/** `row` is the pod's as far as the list has it; without one its containers are not known. */
export function copyChoices(
  pod: PodAddress | null,
  row: PodRow | null,
  copy: (text: string) => void,
): readonly Choice[] {
  if (pod === null) return [];
  const containers = inOrderOfTrouble(row?.pips ?? []).map(({ name }) => name);
  const hasRestarted = (row?.restarts ?? 0) > 0;
  const choice = (title: string, note: string): Choice => ({
    ...{ id: `copy ${title}`, kind: 'copy', title, note, key: null },
    run: () => copy(title),
  });
  return [
    ...kubectlCommands({ ...pod, containers, hasRestarted }).map(({ says, command }) =>
      choice(command, says),
    ),
    choice(pod.name, 'the name alone'),
    choice(`${pod.namespace}/${pod.name}`, 'namespace and name'),
  ];
}

const inOrderOfTrouble = (pips: readonly Pip[]): readonly Pip[] => [
  ...pips.filter(({ state }) => state === 'failed'),
  ...pips.filter(({ state }) => state !== 'failed'),
];
