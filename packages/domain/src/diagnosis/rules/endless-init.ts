/** A sidecar that stands in initContainers without restartPolicy Always: an init container that never ends. */
import { ROLE_RULES, type RoleRule, ruleFor } from '../../role-rules.ts';
import type { Millis } from '../../time.ts';
import type { Lane } from '../../timeline.ts';
import { type Circumstances, lasted } from '../circumstances.ts';
import { bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { forSince, quoted } from '../words.ts';

export const endlessInit: Rule = (c) =>
  c.pod.deletion !== null
    ? []
    : courses(c).flatMap(({ lane, isRunning }) => {
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        if (lane.role !== 'init' || !isRunning || from === null) return [];
        // What it would be if it stood among the apps.
        const rule = ruleFor({ ...lane, kind: 'app' }, c.pod, ROLE_RULES);
        return rule?.role === 'sidecar' ? [endless(c, lane, rule, from)] : [];
      });

const endless = (c: Circumstances, lane: Lane, rule: RoleRule, from: Millis): Finding =>
  finding(c, 'endless-init', {
    severity: lasted(c, from) < c.patience.init ? 'info' : 'critical',
    container: lane.name,
    since: from,
    title: `${lane.name} is a sidecar and has no restartPolicy Always`,
    sentence: `${lane.name} stands in initContainers, and is a sidecar by its ${rule.name === undefined ? 'image' : 'name'} (${rule.by}), but it lacks ${quoted('restartPolicy: Always')}: so it is an ordinary init container, which must end, and it has run for ${forSince(from, c.now)}.${heldUpWords(c, lane.name)}`,
    evidence: [
      bySpec(`restartPolicy of ${lane.name}: ${lane.restartPolicy ?? 'none'}`),
      bySpec(`image of ${lane.name}: ${lane.image}`),
    ],
    next: [
      kubectl(
        c.pod.namespace,
        'get',
        'pod',
        c.pod.name,
        '-o',
        `jsonpath={.spec.initContainers[?(@.name=="${lane.name}")].restartPolicy}`,
      ),
      kubectl(null, 'version'),
      describePod(c.pod),
    ],
  });
