import type { ClusterStatus } from '@podline/contract';
import { problem } from '@podline/contract';
import { describe, expect, test } from 'vitest';
import type { ProcessEvidence, Trouble } from '../evidence.ts';
import type { Told } from '../page-client.ts';
import { LIFE, list, truthOf, watch } from '../planted.ts';
import { baselineReturns } from './v8-baseline.ts';
import { withinBudget } from './v9-request-budget.ts';
import { noSecrets } from './v10-no-secrets.ts';
import { aliveOrDocumented } from './v11-alive.ts';
import { toldTheTruth } from './v12-told-the-truth.ts';

const facts = (rssMb: number, fds: number, databaseFds = 5) => ({
  at: 0,
  rssBytes: rssMb * 1e6,
  fds,
  databaseFds,
});
const running: ProcessEvidence = {
  before: facts(100, 20),
  after: facts(110, 21),
  exit: null,
  output: '',
};

describe('V8: memory and descriptors', () => {
  const allowed = { rssMb: 20, fds: 2, databaseFds: 8 };
  test.each<[string, Partial<ProcessEvidence>, readonly string[]]>([
    ['that come back are no news', {}, []],
    ['that were not measured are no news', { after: null }, []],
    [
      'memory that stays taken',
      { after: facts(150, 20) },
      ['V8: memory grew by 50 MB, 20 MB are allowed.'],
    ],
    [
      'descriptors that stay open',
      { after: facts(100, 30) },
      ['V8: 10 more file descriptors are open than before, 2 are allowed.'],
    ],
    ["the database's own, within their bound", { after: facts(100, 28, 13) }, []],
    [
      "the database's own, beyond their bound",
      { after: facts(100, 29, 14) },
      ['V8: 9 more file descriptors of the database are open than before, 8 are allowed.'],
    ],
    [
      "others that stay open while the database's become fewer",
      { after: facts(100, 20, 2) },
      ['V8: 3 more file descriptors are open than before, 2 are allowed.'],
    ],
  ])('%s', (_, change, violations) => {
    expect(baselineReturns({ ...running, ...change }, allowed)).toEqual(violations);
  });
});

describe('V9: a budget of requests', () => {
  const truth = truthOf(
    LIFE,
    list(1, 0, 100),
    watch(2, 0, 100, []),
    watch(3, 30, 100, []),
    list(4, 31, 105),
  );
  test('that holds is no news', () => {
    expect(withinBudget(truth, { lists: 2, requests: 2, logs: 1, perMs: 10_000 })).toEqual([]);
  });
  test('finds lists beyond it, and bursts', () => {
    expect(withinBudget(truth, { lists: 1, requests: 1, logs: 1, perMs: 10_000 })).toEqual([
      'V9: pods were listed 2 times, 1 are in the budget.',
      'V9: 2 requests came within 10000 ms, 1 are in the budget.',
    ]);
  });
  test('of its own have logs, with the pods that are read after them', () => {
    const asking = truthOf(LIFE, list(1, 0, 100));
    const [request] = asking.requests;
    const requests = (['log', 'get', 'log', 'get'] as const).map((kind) => ({ ...request, kind }));
    const all = { ...asking, requests: [...asking.requests, ...requests] } as typeof asking;
    expect(withinBudget(all, { lists: 1, requests: 1, logs: 4, perMs: 10_000 })).toEqual([]);
    expect(withinBudget(all, { lists: 1, requests: 1, logs: 3, perMs: 10_000 })).toEqual([
      'V9: 4 requests for logs came within 10000 ms, 3 are in the budget.',
    ]);
  });
});

test('V10: a secret is found in text and in bytes, and nothing where there is none', () => {
  const places = {
    database: Buffer.from('\0\0hunter2-canary\0'),
    'the log': 'all is well',
    metrics: 'x hunter2-canary',
  };
  expect(noSecrets(['hunter2-canary'], places)).toEqual([
    'V10: database holds the secret hunter2-canary.',
    'V10: metrics holds the secret hunter2-canary.',
  ]);
  expect(noSecrets(['other-canary'], places)).toEqual([]);
});

describe('V11: a process', () => {
  const ended = (code: number | null, output = 'podline: The database is full.\n') => ({
    ...running,
    exit: { code, signal: code === null ? ('SIGSEGV' as const) : null },
    output,
  });
  test('that lives is no news, nor one that ended as documented', () => {
    expect(aliveOrDocumented(running)).toEqual([]);
    expect(aliveOrDocumented(ended(1), [1])).toEqual([]);
  });
  test.each<[string, ProcessEvidence, readonly number[], string]>([
    [
      'that ended and may not',
      ended(1),
      [],
      'V11: Podline ended with code 1; it may end with none',
    ],
    ['that ended with another code', ended(134), [1], 'with code 134; it may end with 1'],
    ['that crashed', ended(null), [1], 'ended by SIGSEGV'],
    [
      'that told a stack',
      ended(1, 'Error: x\n    at f (file:///a.ts:1:2)\n'),
      [1],
      'told it with a stack',
    ],
  ])('%s is found', (_, evidence, allowed, sentence) => {
    expect(aliveOrDocumented(evidence, allowed).join()).toContain(sentence);
  });
});

describe('V12: what a page was told', () => {
  const unreachable = problem('CLUSTER_UNREACHABLE');
  const status = (
    at: number,
    watch: ClusterStatus['watch'],
    notRecordingSince: number | null = null,
  ): Told => ({
    at,
    kind: 'cluster',
    status: {
      cluster: 'c',
      isDemo: false,
      server: 's',
      namespaces: [],
      failing: [],
      catchingUp: null,
      notices: [],
      serverNow: at,
      version: '0',
      watch,
      notRecordingSince,
    },
  });
  const live = (at: number) => status(at, { state: 'live' });
  const stale = (at: number) => status(at, { state: 'stale', since: at, problem: unreachable });
  const notRecording = (at: number) => status(at, { state: 'live' }, at);
  const connecting = (at: number) =>
    status(at, { state: 'connecting', problem: null, listed: null });
  const lost = (at: number): Told => ({ at, kind: 'connection', state: 'lost' });
  const down: Trouble = { kind: 'cluster', from: 100, to: 200, toldWithinMs: 20, overWithinMs: 30 };
  const full: Trouble = { ...down, kind: 'recording' };
  const judged = (told: readonly Told[], troubles: readonly Trouble[]) =>
    toldTheTruth({ name: 'page 1', told, views: [] }, troubles, 300);

  test.each<[string, readonly Told[], readonly Trouble[]]>([
    ['in quiet times', [connecting(0), live(10)], []],
    ['of a cluster that was down', [live(0), stale(115), live(220)], [down]],
    ['of a database that took nothing', [live(0), notRecording(110), live(205)], [full]],
    ['by the connection that was lost', [live(0), lost(110), live(210)], [down]],
    [
      'of two troubles at once',
      [live(0), status(110, { state: 'stale', since: 1, problem: unreachable }, 1), live(210)],
      [down, full],
    ],
  ])('is true %s', (_, told, troubles) => {
    expect(judged(told, troubles)).toEqual([]);
  });

  test.each<[string, readonly Told[], readonly Trouble[], string]>([
    [
      'nothing of a cluster that was down',
      [live(0)],
      [down],
      'was told that the watch is well from 0 to 300',
    ],
    ['too late', [live(0), stale(150), live(220)], [down], 'is well from 0 to 150'],
    [
      'too early that it is over',
      [live(0), stale(110), live(150)],
      [down],
      'is well from 150 to 300',
    ],
    [
      'nothing of a database that took nothing',
      [live(0), stale(110), live(210)],
      [down, full],
      'the recording is well',
    ],
    ['of a trouble that never was', [live(0), stale(50), live(60)], [], 'and there was none'],
    [
      'of a trouble that has long been over',
      [live(0), stale(110), live(290)],
      [down],
      'and it was over by 230',
    ],
    [
      'of the wrong trouble',
      [live(0), notRecording(110), live(210)],
      [down],
      'a trouble of the recording at 110, and there was none',
    ],
  ])('is found when it was told %s', (_, told, troubles, sentence) => {
    expect(judged(told, troubles).join('\n')).toContain(sentence);
  });
});
