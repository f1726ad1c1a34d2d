/** Everything that stands between the viewer and the truth, in sentences, worst first. */
import {
  type ClusterStatus,
  ERRORS,
  type FailingScope,
  type Notice,
  type NoticeCode,
  type Problem,
} from '@podline/contract';
import { between, humanDuration, type Millis, millis } from '@podline/domain';
import { localTime } from '../timeline/time-words.ts';
import { countWords } from './count-words.ts';
import { namespacesIn } from './problem-words.ts';
import { hasResumed, isLost, type Trust } from './trust.ts';

export interface BannerWords {
  /** Of the line, over its changes; whoever puts a line away puts this away. */
  readonly key: string;
  readonly kind: 'note' | 'warning' | 'error';
  /** Announced when it changes; so nothing in it ticks. */
  readonly say: string;
  /** Stands beside it, and may tick. */
  readonly more: string;
  /** The word of the cluster or the system; null where there is none. */
  readonly detail: string | null;
  /** May be over within a second: it is drawn a moment later, so that nothing jumps. */
  readonly isBrief: boolean;
  readonly canBePutAway: boolean;
  /** A way on that is a button. */
  readonly action: 'reconnect' | null;
}

/** A connection that is gone outweighs what the server said of the cluster before. */
export function bannersOf(trust: Trust): readonly BannerWords[] {
  const { connection, cluster, now } = trust;
  return [
    ...ofConnection(trust),
    ...(cluster !== null && connection.state === 'open' ? ofCluster(cluster, now) : []),
    ...(cluster?.notices ?? []).map((notice) => ofNotice(notice, now)),
    ...(cluster?.isDemo === true ? [demo] : []),
  ];
}

function ofConnection(trust: Trust): readonly BannerWords[] {
  const { connection, cluster, now } = trust;
  switch (connection.state) {
    case 'connecting':
      return [];
    case 'restarting':
      return [
        brief('gone', 'The server is restarting.', 'The page goes on by itself in a moment.'),
      ];
    case 'lost': {
      if (cluster === null) return [neverConnected];
      const was = wasTrue(trueUntil(connection.since, cluster), now);
      return isLost(trust)
        ? [line('lost', 'error', 'The connection to Podline is lost.', lostWords(was))]
        : [brief('gone', 'Reconnecting to Podline.', was)];
    }
    case 'open':
      if (connection.wasGoneFrom === null || !hasResumed(trust)) return [];
      return [
        brief(
          'resumed',
          'Connected again.',
          `What changed since ${localTime(connection.wasGoneFrom, now)} is here.`,
        ),
      ];
  }
}

/** What was stale already when the connection broke was true before that. */
const trueUntil = (lostSince: Millis, { watch }: ClusterStatus): Millis =>
  watch.state === 'stale' || watch.state === 'resyncing' ? millis(watch.since) : lostSince;

const lostWords = (more: string): Partial<BannerWords> => ({
  more: `${more} Podline is tried again by itself.`,
  action: 'reconnect',
});

const neverConnected: BannerWords = line(
  'lost',
  'error',
  'Podline does not answer.',
  lostWords('It may be starting, or the network between is down.'),
);

function ofCluster(cluster: ClusterStatus, now: Millis): readonly BannerWords[] {
  const { catchingUp } = cluster;
  return [
    ...notRecording(cluster, now),
    ...ofWatch(cluster, now),
    ...failingScopes(cluster.failing, now),
    ...(catchingUp === null ? [] : [behind(catchingUp)]),
  ];
}

const behind = (changes: number): BannerWords =>
  brief(
    'catching-up',
    'Catching up: more changes come than are recorded at once.',
    `${countWords(changes, 'change')} so far; what is shown may be seconds behind.`,
  );

function notRecording(cluster: ClusterStatus, now: Millis): readonly BannerWords[] {
  if (cluster.notRecordingSince === null) return [];
  const since = localTime(millis(cluster.notRecordingSince), now);
  const live = cluster.watch.state === 'live' ? 'What is shown stays live. ' : '';
  return [
    line('not-recording', 'error', `Not recording since ${since}.`, {
      more: `${live}${ERRORS.NOT_RECORDING.sentence} ${ERRORS.NOT_RECORDING.next}`,
    }),
  ];
}

function ofWatch({ watch }: ClusterStatus, now: Millis): readonly BannerWords[] {
  switch (watch.state) {
    case 'live':
      return [];
    case 'connecting':
      if (watch.problem !== null) return [ofProblem(watch.problem, '')];
      return watch.listed === null
        ? []
        : [
            brief(
              'loading',
              'The first list of the cluster is being read.',
              `${countWords(watch.listed, 'pod')} listed so far.`,
            ),
          ];
    case 'resyncing':
      return [
        brief(
          'resyncing',
          `Resyncing: the cluster no longer had what happened since ${localTime(millis(watch.since), now)}.`,
          'Its pods are being listed anew; until then they are shown as they were.',
        ),
      ];
    case 'stale':
      return [ofProblem(watch.problem, wasTrue(millis(watch.since), now))];
  }
}

const ofProblem = ({ sentence, next, detail }: Problem, state: string): BannerWords =>
  line('problem', 'error', sentence, { more: `${state} ${next}`.trim(), detail });

/** One line for each reason, with the namespaces that it is about. */
function failingScopes(failing: readonly FailingScope[], now: Millis): readonly BannerWords[] {
  const byReason = Map.groupBy(failing, ({ problem }) => problem.code);
  return [...byReason].flatMap(([code, scopes]) => {
    const [first] = scopes;
    if (first === undefined) return [];
    const where = namespacesIn(scopes);
    const since = millis(Math.min(...scopes.map((scope) => scope.since)));
    return line(`failing-${code}`, 'warning', failingSentence(first.problem, where), {
      more: `What is shown there was true at ${moment(since, now)}; the rest is live. ${first.problem.next}`,
      detail: first.problem.detail,
    });
  });
}

const failingSentence = ({ code, sentence }: Problem, where: string): string =>
  code === 'CLUSTER_FORBIDDEN' ? `Forbidden: ${where}.` : `${capitalised(where)}: ${sentence}`;

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const NOTICE_TITLES: Readonly<Record<NoticeCode, string>> = {
  OBJECT_TOO_LARGE: 'Object too large.',
  CLOCK_CHANGED: 'Clock changed.',
  AUDIT_MISMATCH: 'The watch had a hole; it is mended.',
  EVENTS_NOT_READ: 'Without Kubernetes Events.',
  LOGS_FORBIDDEN: 'Logs are not kept.',
};

const NOTES: ReadonlySet<NoticeCode> = new Set(['CLOCK_CHANGED', 'EVENTS_NOT_READ']);
const SAID_ONCE: ReadonlySet<NoticeCode> = new Set(['OBJECT_TOO_LARGE', 'EVENTS_NOT_READ']);

function ofNotice({ code, sentence, at, count }: Notice, now: Millis): BannerWords {
  const often = count === 1 ? '' : `${countWords(count, 'time')}, last `;
  // The same pod is too large again with each of its changes, and rights are missing for as long as somebody wants them to: that is
  // no news. The others are, each time.
  const which = SAID_ONCE.has(code) ? sentence : String(at);
  return line(`${code} ${which}`, NOTES.has(code) ? 'note' : 'warning', NOTICE_TITLES[code], {
    more: `${sentence} (${often}${localTime(millis(at), now)})`,
    canBePutAway: true,
  });
}

const demo: BannerWords = line('demo', 'note', 'This is the demo:', {
  more: 'recordings of a real cluster, replayed. Nothing here is yours. To watch your own cluster, start Podline with a kubeconfig:',
  detail: 'KUBECONFIG=~/.kube/config npm start',
  canBePutAway: true,
});

const wasTrue = (since: Millis, now: Millis): string =>
  `What is shown was true at ${moment(since, now)}.`;

/** The browser's guess of the server's clock may be a moment ahead. */
const moment = (at: Millis, now: Millis): string =>
  `${localTime(at, now)} (${humanDuration(between(at, millis(Math.max(at, now))))} ago)`;

const brief = (key: string, say: string, more: string): BannerWords =>
  line(key, 'note', say, { more, isBrief: true });

function line(
  key: string,
  kind: BannerWords['kind'],
  say: string,
  rest: Partial<BannerWords>,
): BannerWords {
  const usual = { more: '', detail: null, isBrief: false, canBePutAway: false, action: null };
  return { ...usual, ...rest, key, kind, say };
}
