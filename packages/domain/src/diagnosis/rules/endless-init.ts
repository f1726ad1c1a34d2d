/** A sidecar that stands in initContainers without restartPolicy Always: an init container that never ends. */
import { ROLE_RULES, ruleFor } from '../../role-rules.ts';
import { bySpec } from '../evidence.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { lasted } from '../pod-case.ts';
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
        if (rule?.role !== 'sidecar') return [];
        const { name } = lane;
        return [
          finding(c, 'endless-init', {
            severity: lasted(c, from) < c.patience.init ? 'info' : 'critical',
            container: name,
            since: from,
            title: `${name} is a sidecar and has no restartPolicy Always`,
            sentence: `${name} stands in initContainers, and is a sidecar by its ${rule.name === undefined ? 'image' : 'name'} (${rule.by}), but it lacks ${quoted('restartPolicy: Always')}: so it is an ordinary init container, which must end, and it has run for ${forSince(from, c.now)}.${heldUpWords(c, name)}`,
            evidence: [
              bySpec(`restartPolicy of ${name}: ${lane.restartPolicy ?? 'none'}`),
              bySpec(`image of ${name}: ${lane.image}`),
            ],
            next: [
              kubectl(
                c.pod.namespace,
                'get',
                'pod',
                c.pod.name,
                '-o',
                `jsonpath={.spec.initContainers[?(@.name=="${name}")].restartPolicy}`,
              ),
              kubectl(null, 'version'),
              describePod(c.pod),
            ],
          }),
        ];
      });
