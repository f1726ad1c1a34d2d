/** The timeline as rows for a spreadsheet: RFC 4180, with a head. */
import { formatRfc3339, type Millis } from '@podline/domain';
import type { PodDocument, TimelineDocument } from '../timeline-document.ts';
import { momentsOf } from './moments.ts';
import { stretchesOf, time } from './stretches.ts';

const COLUMNS = [
  'namespace',
  'pod',
  'uid',
  'container',
  'role',
  'kind',
  'attempt',
  'from',
  'to',
  'seconds',
  'exit_code',
  'signal',
  'reason',
  'message',
  'details',
] as const;

type Cell = string | number | null;
type Row = Partial<Record<(typeof COLUMNS)[number], Cell>>;

/**
 * One row an attempt, wait, back-off, unobserved stretch, readiness, stage, condition, event and finding, by pod and then in order of
 * time; a row of kind `gap` each time in which nobody watched. Times are RFC 3339 in UTC; an empty `to` goes on. Text that a
 * spreadsheet would take for a formula has `'` before it.
 */
export function csvOf(document: TimelineDocument): string {
  const rows = [...document.gaps.map(gapRow), ...document.pods.flatMap(podRows)];
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column] ?? null)).join(','));
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function gapRow({ from, to, cause }: TimelineDocument['gaps'][number]): Row {
  return { kind: 'gap', from, to, seconds: secondsBetween(time(from), time(to)), message: cause };
}

function podRows(pod: PodDocument): readonly Row[] {
  const own = { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
  const stretches = stretchesOf(pod).map(({ from, to, facts, isTimed, ...it }) => ({
    at: from,
    row: {
      ...own,
      ...it,
      exit_code: it.exitCode,
      from: isTimed ? formatRfc3339(from) : null,
      to: to === null || !isTimed ? null : formatRfc3339(to),
      seconds: isTimed ? secondsBetween(from, to) : null,
      details: detailsOf(facts),
    },
  }));
  const moments = momentsOf(pod).map(({ at, name, count, kind, container, reason, message }) => ({
    at,
    row: {
      ...own,
      container,
      kind,
      from: formatRfc3339(at),
      to: formatRfc3339(at),
      seconds: 0,
      reason: name,
      message,
      details: detailsOf({
        ...(reason === null ? {} : { because: reason }),
        ...(count === 1 ? {} : { count }),
      }),
    },
  }));
  return [...stretches, ...moments].toSorted((a, b) => a.at - b.at).map(({ row }) => row);
}

const secondsBetween = (from: Millis | null, to: Millis | null): number | null =>
  from === null || to === null ? null : (to - from) / 1000;

const detailsOf = (facts: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/**
 * What a spreadsheet takes for the beginning of a formula, full-width forms included
 * (https://owasp.org/www-community/attacks/CSV_Injection). Numbers are ours and stay numbers.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
