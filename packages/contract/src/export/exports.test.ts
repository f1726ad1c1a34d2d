import { formatRfc3339, millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LaneDocument, PodDocument, TimelineDocument } from '../timeline-document.ts';
import { csvOf } from './csv.ts';
import { spansOf } from './otlp-spans.ts';
import { spanId, traceId } from './span-id.ts';
import { stretchesOf } from './stretches.ts';
import { traceOf } from './trace-events.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number): string => formatRfc3339(millis(NOON + seconds * 1000));

type Attempt = LaneDocument['attempts'][number];
const attempt = (change: Partial<Attempt>): Attempt => ({
  number: 0,
  containerId: null,
  startedAt: at(0),
  finishedAt: null,
  exitCode: null,
  signal: null,
  reason: null,
  message: null,
  seen: 'live',
  ...change,
});

const lane = (change: Partial<LaneDocument> = {}): LaneDocument => ({
  container: 'web',
  role: 'app',
  roleBecause: 'It is one.',
  position: 0,
  sharedVolumes: [],
  attempts: [],
  unobserved: [],
  waits: [],
  backOffs: [],
  ready: [],
  ...change,
});

const pod = (change: Partial<PodDocument> = {}): PodDocument => ({
  uid: '91cf4abc-3f21-4afe-b529-6c8beecb25e1',
  namespace: 'shop',
  name: 'web-0',
  node: null,
  createdAt: at(0),
  deletedAt: null,
  workload: null,
  ready: '0/1',
  status: 'Running',
  restarts: '0',
  stuck: null,
  lanes: [lane()],
  conditions: [],
  startup: [],
  events: [],
  findings: [],
  ...change,
});

const documentOf = (...pods: readonly PodDocument[]): TimelineDocument => ({
  version: 1,
  cluster: 'the shop',
  generatedAt: at(100),
  gaps: [],
  pods,
});

const withMessage = (message: string): TimelineDocument =>
  documentOf(
    pod({ lanes: [lane({ attempts: [attempt({ finishedAt: at(1), exitCode: 1, message })] })] }),
  );

/** RFC 4180, read strictly: what is not in its grammar throws. */
function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Error('This is no CSV.');
    const [, cell = '', end] = match;
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const messageIn = (csv: string): string | undefined => {
  const [head = [], first = []] = csvRows(csv);
  return first[head.indexOf('message')];
};

test.each([
  ['plain words', 'it failed', 'it failed'],
  ['a comma', 'a, b', 'a, b'],
  ['quotes', 'say "no"', 'say "no"'],
  ['lines', 'one\r\ntwo\n', 'one\r\ntwo\n'],
  ['a formula', '=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'],
  ['a sum', '+1', "'+1"],
  ['a negative number', '-1', "'-1"],
  ['a function of old', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before a formula', '\t=1', "'\t=1"],
  ['a line break before a formula', '\r=1', "'\r=1"],
  ['a full-width formula', '＝1', "'＝1"],
])('a cell of CSV: %s', (_, message, cell) => {
  expect(messageIn(csvOf(withMessage(message)))).toBe(cell);
});

test('whatever a message holds, CSV has the same number of cells in each row and begins none as a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (message) => {
      const rows = csvRows(csvOf(withMessage(message)));
      expect(rows).toHaveLength(2);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    }),
  );
});

test('an open stretch has no end in CSV, ends at the time of the export elsewhere, and says that it goes on', () => {
  const running = documentOf(pod({ lanes: [lane({ attempts: [attempt({})] })] }));
  expect(csvOf(running)).toContain(`attempt,0,${at(0)},,,`);
  expect(traceOf(running).traceEvents.filter(({ ph }) => ph === 'X')).toMatchObject([
    { name: 'attempt 0', dur: 100e6, args: { goesOn: true } },
  ]);
  const [, span] = spansOf(running).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(span?.endTimeUnixNano).toBe(`${NOON + 100_000}000000`);
  expect(span?.attributes).toContainEqual({ key: 'podline.goes_on', value: { boolValue: true } });
});

test('a run that ended badly is an error, one that ended well is not', () => {
  const ended = (exitCode: number, reason: string) =>
    attempt({ number: exitCode, finishedAt: at(1), exitCode, reason });
  const document = documentOf(
    pod({ lanes: [lane({ attempts: [ended(0, 'Completed'), ended(137, 'OOMKilled')] })] }),
  );
  const spans = spansOf(document).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(spans.map(({ status }) => status)).toEqual([
    { code: 0 },
    { code: 0 },
    { code: 2, message: 'OOMKilled' },
  ]);
});

test('a stuck pod’s root span is an error with its reason', () => {
  const stuck = { since: at(0), container: 'web', because: 'It waits.', heldUp: [] };
  const [root] = spansOf(documentOf(pod({ stuck }))).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(root).toMatchObject({ name: 'pod', status: { code: 2, message: 'It waits.' } });
});

test('a workload is named by the conventions where they have a name for its kind', () => {
  const of = (kind: string) =>
    spansOf(
      documentOf(pod({ workload: { kind, name: 'web', revision: null } })),
    ).resourceSpans[0]?.resource.attributes.map(({ key }) => key);
  expect(of('StatefulSet')).toContain('k8s.statefulset.name');
  expect(of('Rollout')).not.toContain('k8s.rollout.name');
});

test('a time in which nobody watched stands beside the pods, and in the trace of those it hides something of', () => {
  const gap = { from: at(10), to: at(20), cause: 'Podline was down.' };
  const document = { ...documentOf(pod(), pod({ uid: 'late', createdAt: at(30) })), gaps: [gap] };
  expect(csvRows(csvOf(document))[1]).toEqual(
    expect.arrayContaining(['gap', gap.from, gap.to, '10', gap.cause]),
  );
  expect(traceOf(document).traceEvents).toContainEqual(
    expect.objectContaining({ pid: 0, name: 'not watched', dur: 10e6 }),
  );
  const hidden = spansOf(document).resourceSpans.map(
    ({ scopeSpans }) => scopeSpans[0]?.spans[0]?.events.length,
  );
  expect(hidden).toEqual([1, 0]);
});

test.each([
  [
    'a uid is the trace',
    '91cf4abc-3f21-4afe-b529-6c8beecb25e1',
    '91cf4abc3f214afeb5296c8beecb25e1',
  ],
  [
    'the uid of a static pod too',
    'c171d6a4afa34904ad0e8e4fffc0e132',
    'c171d6a4afa34904ad0e8e4fffc0e132',
  ],
])('%s', (_, uid, id) => {
  expect(traceId(uid)).toBe(id);
});

test('any name gives an id of the right length that is not all zeros', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(traceId(text)).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(spanId(text)).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
    }),
  );
  // The published vector of the 64-bit FNV-1a.
  expect(spanId('foobar')).toBe('85944171f73967e8');
});

const someTime = fc.option(fc.integer({ min: 0, max: 90 }).map((seconds) => at(seconds)));
const someAttempts = fc.array(
  fc.record({
    startedAt: someTime,
    finishedAt: someTime,
    exitCode: fc.option(fc.constantFrom(0, 1, 137)),
    reason: fc.option(fc.constantFrom('Error', 'Completed')),
  }),
  { maxLength: 12 },
);

test('whatever times the cluster gave or did not give, each attempt is in every export once, forwards in time, with an id of its own', () => {
  fc.assert(
    fc.property(someAttempts, (times) => {
      const attempts = times.map((it, number) => attempt({ ...it, number }));
      const document = documentOf(pod({ lanes: [lane({ attempts })] }));
      const numbers = attempts.map(({ number }) => number);
      const inOrder = (found: readonly unknown[]) =>
        expect([...found].toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);

      const stretches = stretchesOf(document.pods[0] ?? pod());
      inOrder(stretches.map((it) => it.attempt));
      expect(stretches.every(({ from, to }) => to === null || to >= from)).toBe(true);

      const [head = [], ...rows] = csvRows(csvOf(document));
      inOrder(rows.map((row) => Number(row[head.indexOf('attempt')])));

      const slices = traceOf(document).traceEvents.flatMap((it) => (it.ph === 'X' ? [it] : []));
      inOrder(slices.map(({ args }) => args['attempt']));
      expect(slices.every(({ dur }) => dur >= 0)).toBe(true);

      const [, ...spans] = spansOf(document).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
      expect(spans).toHaveLength(numbers.length);
      expect(new Set(spans.map((span) => span.spanId)).size).toBe(numbers.length);
    }),
  );
});
