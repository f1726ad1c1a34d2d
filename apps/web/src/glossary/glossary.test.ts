import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GLOSSARY, glossaryLines, TERM_IDS } from './glossary.ts';
import { termFor } from './term-for.ts';

test('docs/glossary.md says the same, in the same order', () => {
  const file = new URL('../../../../docs/glossary.md', import.meta.url);
  const [, section = ''] = readFileSync(file, 'utf8').split('\n## In a few words\n');
  expect(section.split('\n').filter((line) => line.startsWith('- '))).toEqual(glossaryLines());
});

test.each(TERM_IDS)('%s is told in two sentences at most', (id) => {
  const { says } = GLOSSARY[id];
  const sentences = says.split(/(?<=\.)\s+(?=[A-Z])/);
  expect(sentences.length).toBeLessThanOrEqual(2);
  expect(says.length).toBeLessThanOrEqual(170);
  expect(says.endsWith('.')).toBe(true);
});

test('no word is told twice', () => {
  const terms = TERM_IDS.map((id) => GLOSSARY[id].term.toLowerCase());
  expect(new Set(terms).size).toBe(terms.length);
});

describe('the term for a word of the cluster', () => {
  test.each([
    ['CrashLoopBackOff', 'crash-loop-back-off'],
    ['Init:CrashLoopBackOff', 'crash-loop-back-off'],
    ['Init:0/3', 'init-progress'],
    ['PodInitializing', 'pod-initializing'],
    ['ErrImagePull', 'image-pull-back-off'],
    ['Init:ImagePullBackOff', 'image-pull-back-off'],
    ['OOMKilled', 'oom-killed'],
    ['Init:OOMKilled', 'oom-killed'],
    ['ContainerCreating', 'container-creating'],
    ['Pending', 'pending'],
    ['Terminating', 'terminating'],
    ['Init:ExitCode:3', 'exit-code'],
    ['NotReady', 'readiness'],
    ['Running', null],
    ['SomethingNew', null],
  ])('%s: %s', (status, id) => {
    expect(termFor(status)).toBe(id);
  });
});
