import type { PodDocument, TimelineDocument } from '@podline/contract';
import { parseRfc3339 } from '@podline/domain';
import { expect, test } from 'vitest';
import { replay } from './cli/replay.ts';
import { folderOf, recorded, recordingNames } from './testing/recordings.ts';

const documentOf = async (name: string): Promise<TimelineDocument> =>
  JSON.parse(await replay(folderOf(name), 'json')) as TimelineDocument;

type Check = (value: unknown, at: string) => readonly string[];

const fault = (is: boolean, what: string, value: unknown, at: string): readonly string[] =>
  is ? [] : [`${at} is ${JSON.stringify(value)}, not ${what}`];
const text: Check = (value, at) => fault(typeof value === 'string', 'a text', value, at);
const whole: Check = (value, at) => fault(Number.isInteger(value), 'a whole number', value, at);
const time: Check = (value, at) =>
  fault(
    typeof value === 'string' && /Z$/.test(value) && parseRfc3339(value) !== null,
    'RFC 3339 in UTC',
    value,
    at,
  );
const oneOf =
  (...words: readonly string[]): Check =>
  (value, at) =>
    fault(
      words.some((word) => word === value),
      words.join(' or '),
      value,
      at,
    );
const matching =
  (pattern: RegExp): Check =>
  (value, at) =>
    fault(typeof value === 'string' && pattern.test(value), String(pattern), value, at);
const maybe =
  (check: Check): Check =>
  (value, at) =>
    value === null ? [] : check(value, at);
const all =
  (check: Check): Check =>
  (value, at) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${at}[${index}]`))
      : fault(false, 'a list', value, at);
/** Exactly these fields, each as it should be. */
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null) return fault(false, 'an object', value, at);
    const names = Object.keys(value).sort();
    const wanted = Object.keys(checks).sort();
    const isSame = JSON.stringify(names) === JSON.stringify(wanted);
    const inside = Object.entries(checks).flatMap(([name, check]) =>
      check((value as Record<string, unknown>)[name], `${at}.${name}`),
    );
    return [...fault(isSame, `an object of ${wanted}`, names, at), ...inside];
  };

const span = { from: time, to: maybe(time) };
const lane = fields({
  container: text,
  role: oneOf('init', 'native-sidecar', 'classic-sidecar', 'app', 'ephemeral'),
  roleBecause: matching(/^[A-Z].*\.$/),
  position: whole,
  sharedVolumes: all(fields({ volume: text, with: all(text) })),
  attempts: all(
    fields({
      number: whole,
      containerId: maybe(text),
      startedAt: maybe(time),
      finishedAt: maybe(time),
      exitCode: maybe(whole),
      signal: maybe(whole),
      reason: maybe(text),
      message: maybe(text),
      seen: oneOf('live', 'afterwards'),
    }),
  ),
  unobserved: all(fields({ ...span, attempts: whole })),
  waits: all(
    fields({
      ...span,
      reason: maybe(text),
      message: maybe(text),
      waitsFor: fields({
        kind: oneOf(
          'scheduling-gate',
          'scheduling',
          'sandbox',
          'container',
          'inits-again',
          'image',
          'configuration',
          'runtime',
          'post-start',
          'creation',
        ),
        container: maybe(text),
      }),
    }),
  ),
  backOffs: all(fields({ ...span, notBefore: maybe(time) })),
  ready: all(fields(span)),
});
const pod = fields({
  uid: text,
  namespace: text,
  name: text,
  node: maybe(text),
  createdAt: time,
  deletedAt: maybe(time),
  workload: maybe(fields({ kind: text, name: text, revision: maybe(text) })),
  ready: matching(/^\d+\/\d+$/),
  status: matching(/^[A-Z]/),
  restarts: matching(/^\d+( \(\w+ ago\))?$/),
  stuck: maybe(
    fields({
      since: time,
      container: maybe(text),
      because: matching(/^\S.*\.$/),
      heldUp: all(text),
    }),
  ),
  lanes: all(lane),
  conditions: all(
    fields({
      type: text,
      status: text,
      reason: maybe(text),
      message: maybe(text),
      at: maybe(time),
    }),
  ),
  startup: all(
    fields({
      // No recording tells of a pull: the images were on the node.
      stage: oneOf('scheduling', 'sandbox', 'init', 'native-sidecar', 'apps', 'readiness'),
      container: maybe(text),
      ...span,
      critical: (value, at) => fault(typeof value === 'boolean', 'true or false', value, at),
    }),
  ),
  events: all(
    fields({
      at: maybe(time),
      type: text,
      reason: text,
      container: maybe(text),
      count: whole,
      message: text,
    }),
  ),
  findings: all(
    fields({
      code: text,
      severity: oneOf('info', 'warning', 'critical'),
      container: maybe(text),
      since: maybe(time),
      subject: maybe(text),
      title: text,
      sentence: text,
      evidence: all(
        fields({
          at: maybe(time),
          kind: oneOf('status', 'event', 'log', 'spec', 'transition'),
          text,
          ref: maybe(() => []),
        }),
      ),
      next: all(text),
      docs: matching(/^https:\/\/kubernetes\.io\/docs\/\S+$/),
    }),
  ),
});
const document = fields({
  version: whole,
  cluster: text,
  generatedAt: time,
  gaps: all(fields({ from: time, to: time, cause: text })),
  pods: all(pod),
});

const stamps = (from: string | null, to: string | null): readonly [number, number] => [
  parseRfc3339(from ?? '') ?? Number.NEGATIVE_INFINITY,
  parseRfc3339(to ?? '') ?? Number.POSITIVE_INFINITY,
];

/** What no timeline may say. */
function nonsenseIn({ name, lanes, startup }: PodDocument): readonly string[] {
  return lanes.flatMap((it) => {
    const at = `${name}/${it.container}`;
    const ids = it.attempts.flatMap((attempt) => attempt.containerId ?? []);
    const intervals = [...it.unobserved, ...it.waits, ...it.backOffs, ...it.ready, ...startup];
    const runs = it.attempts.map(({ startedAt, finishedAt }) => ({
      from: startedAt,
      to: finishedAt,
    }));
    const backwards = [...intervals, ...runs].filter(({ from, to }) => {
      const [begin, end] = stamps(from, to);
      return begin > end;
    });
    return [
      ...fault(new Set(ids).size === ids.length, 'each run once', ids, at),
      ...fault(backwards.length === 0, 'time forwards', backwards, at),
    ];
  });
}

test.each(recordingNames)(
  '%s: the document has the published shape, and nothing impossible in it',
  async (name) => {
    const found = await documentOf(name);
    expect(document(found, name)).toEqual([]);
    expect(found.pods.flatMap(nonsenseIn)).toEqual([]);
  },
);

test.each(recordingNames)('%s: every run that the API showed is an attempt, once', async (name) => {
  const { pods } = await recorded(name);
  const shown = new Set(
    pods.flatMap(({ text }) =>
      [...text.matchAll(/"containerID":"([^"]+)"/g)].map(([, id]) => String(id)),
    ),
  );
  const told = (await documentOf(name)).pods
    .flatMap(({ lanes }) => lanes.flatMap(({ attempts }) => attempts))
    .flatMap(({ containerId }) => containerId ?? []);
  expect(told.toSorted()).toEqual([...shown].sort());
});

test('a crash loop reads as one: attempts, back-offs between them, the kubelet’s own times', async () => {
  const [found] = (await documentOf('init-crashloop')).pods;
  const broken = found?.lanes.find(({ role }) => role === 'init');
  expect(found).toMatchObject({ ready: '0/1', status: 'Init:Error' });
  expect(found?.stuck).toMatchObject({ container: broken?.container });
  expect(broken?.attempts.map(({ number, exitCode }) => [number, exitCode])).toEqual(
    broken?.attempts.map((_, index) => [index, 1]),
  );
  expect(broken?.attempts.length).toBeGreaterThan(3);
  expect(broken?.backOffs.length).toBeGreaterThanOrEqual((broken?.attempts.length ?? 0) - 2);
  expect(found?.events.map(({ reason }) => reason)).toContain('BackOff');
});
