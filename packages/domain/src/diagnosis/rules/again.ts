/** All inits run again: after a new sandbox, by a rule that restarts all containers, or because their record was lost. */
import type { InitsAgainBecause } from '../../transition.ts';
import { timeOf } from '../../transition.ts';
import { byCondition, byEvents, byTransition } from '../evidence.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { eventsOf, lasted } from '../pod-case.ts';
import { finding, type Rule } from '../rule.ts';
import { forSince, times } from '../words.ts';

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
  if (newest?.change.kind !== 'inits-again') return [];
  const since = timeOf(newest);
  const isGoingOn = !c.isReady;
  if (!isGoingOn && lasted(c, since) > RECENT_MS) return [];
  const { because, container } = newest.change;
  const why = because === null ? 'and nothing tells why' : BECAUSE[because];
  const often = all.length === 1 ? '' : `, for the ${all.length}th time`;
  return [
    finding(c, because === 'restart-all' ? 'restart-all' : 'inits-again', {
      severity: all.length > 2 ? 'warning' : 'info',
      since,
      subject: because === 'sandbox' && c.pod.node !== null ? `node ${c.pod.node}` : null,
      title:
        because === 'restart-all'
          ? 'A rule restarted all containers'
          : 'All init containers ran again',
      sentence: `${forSince(since, c.now)} ago all init containers began again from ${container}${often}, ${why}; no container is to blame for that${all.length > 2 ? ` happening ${times(all.length)}` : ''}.`,
      evidence: [
        byTransition(newest, `inits run again from ${container}`),
        ...byEvents(eventsOf(c, null, 'SandboxChanged')),
        ...byCondition(c, 'AllContainersRestarting'),
      ],
      next: [
        describePod(c.pod),
        ...(c.pod.node === null ? [] : [kubectl(null, 'describe', 'node', c.pod.node)]),
      ],
    }),
  ];
};
