import { describe, expect, test } from 'vitest';
import {
  brokenLinks,
  errorsDiffer,
  missingPaths,
  STATIONS,
  settingsDiffer,
  stationsDiffer,
  unlisted,
} from './document-rules.ts';

const PATHS = new Set([
  'README.md',
  'docs',
  'docs/README.md',
  'docs/api.md',
  'docs/decisions/0001-node.md',
  'packages/kube/src',
  'packages/kube/src/list.ts',
  'k8s/base',
  ...STATIONS,
]);

describe('paths that a document names', () => {
  test.each([
    ['a file in backticks', 'see `packages/kube/src/list.ts`'],
    ['a folder with its slash', 'in `packages/kube/src/`'],
    ['a file with a line', '`packages/kube/src/list.ts:12`'],
    ['a pattern that matches something', '`packages/*/src/list.ts`'],
    ['a pattern over folders', '`docs/**/0001-*.md`'],
    ['a shell command', '```sh\nkubectl apply -k k8s/base\n```'],
    ['what is made on the spot', '`packages/store/src/generated/client.ts`'],
    ['a placeholder', '`docs/decisions/NNNN-name.md` or `packages/<name>/src`'],
    ['an address of the server', '`/api/pods` and `/docs/nowhere`'],
    ['a word with a slash that is no folder here', '`batch/v1`, `and/or`'],
    ['an API group that looks like a folder', '`apps/v1`'],
    ['a block that is no shell', '```json\n"docs/nowhere.md"\n```'],
  ])('%s passes', (_, text) => {
    expect(missingPaths(text, PATHS)).toEqual([]);
  });

  test.each([
    ['a file that is gone', 'see `packages/kube/src/gone.ts`.', 'packages/kube/src/gone.ts'],
    ['a word within a command', '`kubectl apply -k k8s/gone`', 'k8s/gone'],
    ['a command in a block', '```sh\nnode docs/gone.ts\n```', 'docs/gone.ts'],
    ['a pattern that matches nothing', '`packages/*/test/*.ts`', 'packages/*/test/*.ts'],
  ])('%s is reported', (_, text, path) => {
    expect(missingPaths(text, PATHS)).toEqual([`names \`${path}\`, which does not exist`]);
  });
});

describe('links', () => {
  const texts = new Map([['docs/api.md', '# The API\n\n## One pod: `timeline`\n']]);
  const broken = (text: string) => brokenLinks('docs/README.md', text, PATHS, texts);

  test.each([
    ['a file beside it', '[api](api.md)'],
    ['a file above', '[readme](../README.md)'],
    ['a heading elsewhere', '[pod](api.md#one-pod-timeline)'],
    ['another site', '[k8s](https://kubernetes.io/docs)'],
    ['what stands in a block', '```md\n[x](nowhere.md)\n```'],
  ])('%s passes', (_, text) => {
    expect(broken(text)).toEqual([]);
  });

  test.each([
    ['a file that is gone', '[x](nowhere.md)', 'links to nowhere.md, which does not exist'],
    [
      'a path as seen from the root',
      '[x](docs/api.md)',
      'links to docs/api.md, which does not exist',
    ],
    ['an image that is gone', '![x](gone.png)', 'links to gone.png, which does not exist'],
    [
      'a heading that is gone',
      '[x](api.md#two-pods)',
      'links to api.md#two-pods, and no heading there has that anchor',
    ],
  ])('%s is reported', (_, text, sentence) => {
    expect(broken(text)).toEqual([sentence]);
  });
});

describe('the table of errors', () => {
  const failures = { GONE: { status: 404, sentence: 'It is gone.', next: 'Look elsewhere.' } };

  test('a row with the same words passes', () => {
    expect(errorsDiffer('| `GONE` | 404 | It is gone. | Look elsewhere. |', failures)).toEqual([]);
  });

  test.each([
    ['no row', 'GONE is an error', 'has no row for GONE'],
    [
      'another status',
      '| `GONE` | 410 | It is gone. | Look elsewhere. |',
      'says of GONE something else',
    ],
    [
      'another sentence',
      '| `GONE` | 404 | It left. | Look elsewhere. |',
      'says of GONE something else',
    ],
    ['other advice', '| `GONE` | 404 | It is gone. | Give up. |', 'says of GONE something else'],
  ])('%s is reported', (_, text, sentence) => {
    expect(errorsDiffer(text, failures)).toEqual([expect.stringContaining(sentence)]);
  });

  test('a row for a code that nothing gives is reported', () => {
    expect(errorsDiffer('| `LOST` | 1 | x | y |', {})).toEqual([
      'has a row for LOST, which no code gives',
    ]);
  });
});

describe('the table of settings', () => {
  const settings = [{ flag: '--port <number>', env: 'PODLINE_PORT', default: '7878' }];

  test('a row with flag, variable and default passes', () => {
    expect(settingsDiffer('| `--port <number>` | `PODLINE_PORT` | `7878` | x |', settings)).toEqual(
      [],
    );
  });

  test.each([
    ['no row', 'use --port', 'has no row that begins with `--port <number>`'],
    [
      'no variable',
      '| `--port <number>` | | `7878` |',
      'does not say `PODLINE_PORT` in the row of',
    ],
    [
      'another default',
      '| `--port <number>` | `PODLINE_PORT` | `80` |',
      'does not say 7878 in the row',
    ],
  ])('%s is reported', (_, text, sentence) => {
    expect(settingsDiffer(text, settings)).toEqual([expect.stringContaining(sentence)]);
  });

  test('a row for a flag that is no setting is reported', () => {
    expect(settingsDiffer('| `--colour` | x | y |', [])).toEqual([
      'has a row for `--colour`, which is no setting',
    ]);
  });
});

describe('the walk along the street', () => {
  test('all stations in their order pass', () => {
    expect(stationsDiffer(STATIONS.join('\n'), PATHS)).toEqual([]);
  });

  test('a station that is not named is reported', () => {
    expect(stationsDiffer(STATIONS.slice(1).join('\n'), PATHS)).toEqual([
      `does not name ${STATIONS[0]}`,
    ]);
  });

  test('another order is reported', () => {
    expect(stationsDiffer(STATIONS.toReversed().join('\n'), PATHS)).toEqual([
      'first names the stations in another order than an event passes them',
    ]);
  });

  test('a station that does not exist is reported', () => {
    expect(stationsDiffer(STATIONS.join('\n'), new Set(STATIONS.slice(0, -1)))).toEqual([
      `walks past ${STATIONS.at(-1)}, which does not exist`,
    ]);
  });
});

test('the index must link every document below docs, decisions too', () => {
  const documents = ['README.md', 'docs/README.md', 'docs/api.md', 'docs/decisions/0001-node.md'];
  expect(unlisted('[API](api.md)', documents)).toEqual([
    'does not list docs/decisions/0001-node.md',
  ]);
  expect(unlisted('[API](api.md) [Node](decisions/0001-node.md)', documents)).toEqual([]);
});
