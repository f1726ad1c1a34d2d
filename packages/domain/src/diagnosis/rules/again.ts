/** All inits run again: after a new sandbox, by a rule that restarts all containers, or because their record was lost. */
import { type Change, type InitsAgainBecause, type Transition, timeOf } from '../../transition.ts';
import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import { byCondition, byEvents, byTransition } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { forSince } from '../words.ts';

/** Beyond that it is history. */
const RECENT_MS = 600_000;

const BECAUSE: Readonly<Record<InitsAgainBecause, string>> = {
  sandbox:
    'because the pod got a new sandbox (its network plug-in or the node was restarted, or the pause container died)',
  'restart-all': 'because a restart rule of a container restarts all of them',
  'record-pruned':
    'because no app container was left and the record of their completion had been removed',
};

export const initsAgain: Rule = (c) => {
  if (c.isOver || c.pod.deletion !== null) return [];
  const all = c.transitions.filter(({ change }) => change.kind === 'inits-again');
  const newest = all.at(-1);
  if (newest?.change.kind !== 'inits-again') return restartedAll(c);
  const isHistory = c.isReady && lasted(c, timeOf(newest)) > RECENT_MS;
  return isHistory ? [] : [again(c, newest, newest.change, all.length)];
};

const nodeCommands = ({ pod }: Circumstances): readonly string[] => [
  describePod(pod),
  ...(pod.node === null ? [] : [kubectl(null, 'describe', 'node', pod.node)]),
];

function again(
  c: Circumstances,
  transition: Transition,
  { container, because }: Extract<Change, { kind: 'inits-again' }>,
  count: number,
): Finding {
  const since = timeOf(transition);
  const isRule = because === 'restart-all';
  const often = count === 1 ? '' : `, for the ${count}. time`;
  return finding(c, isRule ? 'restart-all' : 'inits-again', {
    severity: count > 2 ? 'warning' : 'info',
    since,
    subject: because === 'sandbox' && c.pod.node !== null ? `node ${c.pod.node}` : null,
    title: isRule ? 'A rule restarted all containers' : 'All init containers ran again',
    sentence: `${forSince(since, c.now)} ago all init containers began again from ${container}${often}, ${because === null ? 'and nothing tells why' : BECAUSE[because]}; none of them is to blame for that.`,
    evidence: [
      byTransition(transition, `inits run again from ${container}`),
      ...byEvents(eventsOf(c, null, 'SandboxChanged')),
      ...byCondition(c, 'AllContainersRestarting'),
    ],
    next: nodeCommands(c),
  });
}

/** A pod without inits shows it in how its containers ended. */
function restartedAll(c: Circumstances): readonly Finding[] {
  const isRestarting = c.pod.statuses.some(
    ({ state, lastEnd }) =>
      (state.kind === 'waiting' && state.reason === RESTARTING) ||
      lastEnd?.ending.reason === RESTARTING,
  );
  if (!isRestarting) return [];
  const who = c.timeline.lanes.find(({ attempts }) =>
    attempts.some(
      ({ ending }) => ending !== null && ending.exitCode !== 0 && ending.reason !== RESTARTING,
    ),
  );
  const by = who === undefined ? 'a container' : who.name;
  return [
    finding(c, 'restart-all', {
      severity: 'info',
      title: 'A rule restarted all containers',
      sentence: `A restart rule of ${by} restarted all containers of this pod; that the others ended with 137 is no fault of theirs.`,
      evidence: byCondition(c, 'AllContainersRestarting'),
      next: nodeCommands(c),
    }),
  ];
}

const RESTARTING = 'RestartingAllContainers';
