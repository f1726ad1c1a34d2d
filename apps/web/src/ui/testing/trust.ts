/** A page's trust made by hand, and what is said of it as lines of text. */
import { type ClusterStatus, type ErrorCode, type Notice, problem } from '@podline/contract';
import { type Millis, millis } from '@podline/domain';
import { type Badge, badgeOf } from '../badge-words.ts';
import { bannersOf } from '../banner-words.ts';
import type { Connection, Trust } from '../trust.ts';

/** A time of day in the zone of this machine, whichever it is. */
const local = (hours: number, minutes: number, seconds: number): Millis =>
  millis(new Date(2026, 10, 22, hours, minutes, seconds).getTime());
export const NOW = local(14, 3, 30);
export const THEN = local(14, 2, 0);
export const secondsAgo = (seconds: number): Millis => millis(NOW - seconds * 1000);

export const OPEN: Connection = { state: 'open', since: THEN, wasGoneFrom: null };
const BASE: ClusterStatus = {
  cluster: 'prod',
  isDemo: false,
  server: 'https://10.0.0.1:6443',
  namespaces: [],
  watch: { state: 'live' },
  failing: [],
  notRecordingSince: null,
  catchingUp: null,
  notices: [],
  serverNow: NOW,
  version: '0.1.0',
};
export const cluster = (over: Partial<ClusterStatus>): Partial<Trust> => ({
  cluster: { ...BASE, ...over },
});
export const stale = (code: ErrorCode, detail: string | null = null): Partial<Trust> =>
  cluster({ watch: { state: 'stale', since: THEN, problem: problem(code, detail) } });
export const failing = (namespace: string, code: ErrorCode = 'CLUSTER_FORBIDDEN') => ({
  namespace,
  since: THEN,
  problem: problem(code),
});
export const notice = (code: Notice['code'], sentence: string, count = 1): Partial<Trust> =>
  cluster({ notices: [{ code, sentence, namespace: null, at: THEN, count }] });
export const gone = (state: 'lost' | 'restarting', seconds: number): Partial<Trust> => ({
  connection: { state, since: secondsAgo(seconds), wasGoneFrom: null },
});
export const seen = (over: Partial<Trust>): Trust => ({
  connection: OPEN,
  cluster: BASE,
  now: NOW,
  ...over,
});

/** `good live`, `bad stale since 14:02:00 · no answer`. */
const printedBadge = ({ tone, text, why }: Badge): string =>
  why === null ? `${tone} ${text}` : `${tone} ${text} · ${why}`;
const printed = (over: Partial<Trust>): readonly string[] =>
  bannersOf(seen(over)).map(({ kind, say, more, detail }) =>
    [`${kind}: ${say}`, more, ...(detail === null ? [] : [`[${detail}]`])].join(' '),
  );

/** How it is called, what is so, the badge, the lines. */
export type Row = readonly [
  name: string,
  so: Partial<Trust>,
  badge: string,
  lines: readonly string[],
];

export const SHOWN_THEN = 'What is shown was true at 14:02:00 (90s ago).';

/** The badge, then the lines. */
export const told = (so: Partial<Trust>): { badge: string; lines: readonly string[] } => ({
  badge: printedBadge(badgeOf(seen(so))),
  lines: printed(so),
});
