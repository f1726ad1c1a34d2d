import type { TimelineDocument } from '@podline/contract';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { folderOf, recordingNames } from '../testing/recordings.ts';
import { replay } from './replay.ts';

const exported = (name: string, format: 'json' | 'csv' | 'perfetto' | 'otlp') =>
  replay(folderOf(name), format);

/** Reviewed; `vitest -u` rewrites them, and a rewritten file needs a sentence in the commit. */
for (const name of ['init-crashloop', 'seed-sidecar-shared-logs']) {
  for (const format of ['csv', 'perfetto', 'otlp'] as const) {
    test(`${name} as ${format} is what it was`, async () => {
      await expect(await exported(name, format)).toMatchFileSnapshot(
        `../testing/exports/${name}.${format}.expected`,
      );
    });
  }
}

const args = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const whole = v.pipe(v.number(), v.integer(), v.safeInteger(), v.minValue(0));
const place = { pid: whole, tid: whole, name: v.pipe(v.string(), v.nonEmpty()) };
/** The part of the Trace Event Format that we write, strictly. */
const Trace = v.strictObject({
  displayTimeUnit: v.picklist(['ms', 'ns']),
  otherData: args,
  traceEvents: v.array(
    v.variant('ph', [
      v.strictObject({
        ...place,
        ph: v.literal('M'),
        name: v.picklist([
          'process_name',
          'process_labels',
          'process_sort_index',
          'thread_name',
          'thread_sort_index',
        ]),
        args,
      }),
      v.strictObject({
        ...place,
        ph: v.literal('X'),
        cat: v.string(),
        ts: whole,
        dur: whole,
        args,
      }),
      v.strictObject({
        ...place,
        ph: v.literal('i'),
        cat: v.string(),
        ts: whole,
        s: v.picklist(['t', 'p', 'g']),
        args,
      }),
    ]),
  ),
});

const hex = (bytes: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^(?!0+$)[0-9a-f]{${2 * bytes}}$`)));
const nanos = v.pipe(v.string(), v.regex(/^[1-9]\d{18}$/));
const attributes = v.array(
  v.strictObject({
    key: v.pipe(v.string(), v.regex(/^[a-z0-9_.]+$/)),
    value: v.union([
      v.strictObject({ stringValue: v.string() }),
      v.strictObject({ boolValue: v.boolean() }),
      v.strictObject({ intValue: v.pipe(v.string(), v.regex(/^-?\d+$/)) }),
    ]),
  }),
);
/** `ExportTraceServiceRequest` of opentelemetry-proto 1, as far as we write it: an unknown field is a fault. */
const Request = v.strictObject({
  resourceSpans: v.array(
    v.strictObject({
      resource: v.strictObject({ attributes }),
      scopeSpans: v.array(
        v.strictObject({
          scope: v.strictObject({ name: v.string() }),
          spans: v.array(
            v.strictObject({
              traceId: hex(16),
              spanId: hex(8),
              parentSpanId: v.optional(hex(8)),
              name: v.pipe(v.string(), v.nonEmpty()),
              kind: v.literal(1),
              startTimeUnixNano: nanos,
              endTimeUnixNano: nanos,
              attributes,
              events: v.array(
                v.strictObject({ timeUnixNano: nanos, name: v.string(), attributes }),
              ),
              status: v.strictObject({
                code: v.picklist([0, 2]),
                message: v.optional(v.string()),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** Slices of one thread that overlap, which a viewer would draw one inside the other. */
function overlaps(trace: v.InferOutput<typeof Trace>): readonly string[] {
  const ends = new Map<number, number>();
  const slices = trace.traceEvents.flatMap((it) => (it.ph === 'X' ? [it] : []));
  return slices
    .toSorted((a, b) => a.ts - b.ts || a.dur - b.dur)
    .flatMap((it) => {
      const isOver = (ends.get(it.tid) ?? 0) <= it.ts;
      ends.set(it.tid, it.ts + it.dur);
      return isOver ? [] : [`${it.name} in thread ${it.tid}`];
    });
}

/** Its attempts, as often as they are told. */
const tally = (names: readonly string[]): readonly string[] => names.toSorted();

test.each(recordingNames)(
  '%s: every export is of its format, and has each attempt once',
  async (name) => {
    const { pods } = JSON.parse(await exported(name, 'json')) as TimelineDocument;
    const attempts = tally(
      pods.flatMap((pod) =>
        pod.lanes.flatMap((lane) =>
          lane.attempts.map(({ number }) => `${lane.container} ${number}`),
        ),
      ),
    );

    const trace = v.parse(Trace, JSON.parse(await exported(name, 'perfetto')));
    expect(overlaps(trace)).toEqual([]);
    expect(
      tally(
        trace.traceEvents.flatMap((it) =>
          it.ph === 'X' && it.cat === 'attempt'
            ? [`${it.args['container']} ${it.args['attempt']}`]
            : [],
        ),
      ),
    ).toEqual(attempts);

    const request = v.parse(Request, JSON.parse(await exported(name, 'otlp')));
    const spans = request.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    );
    const ids = spans.map(({ spanId }) => spanId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(
      pods.length,
    );
    expect(
      spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !ids.includes(parentSpanId)),
    ).toEqual([]);
    expect(spans.filter((it) => BigInt(it.endTimeUnixNano) < BigInt(it.startTimeUnixNano))).toEqual(
      [],
    );
    expect(spans.filter((it) => it.name.endsWith(' attempt'))).toHaveLength(attempts.length);

    const csv = await exported(name, 'csv');
    expect(csv.match(/,attempt,\d+,/g) ?? []).toHaveLength(attempts.length);
  },
);
