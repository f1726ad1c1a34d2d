/** The sandbox, its network and its volumes: what must be there before any container. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import { byCondition, byEvents, bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, eventsOfPod, get, kubectl } from '../kubectl.ts';
import type { EvidenceEvent } from '../pod-case.ts';
import { finding, type Rule } from '../rule.ts';
import { afterColon, forSince, quoted, withStop } from '../words.ts';

const isBeforeContainers = (c: Circumstances): boolean =>
  c.timeline.lanes.every(({ attempts }) => attempts.length === 0) && !c.isOver;

const since = (c: Circumstances) =>
  c.pod.conditions.find(({ type }) => type === 'PodScheduled')?.at ?? c.pod.createdAt;

/** An event may be older than what mended it: only what came after the last start counts. */
function newest(c: Circumstances, ...reasons: readonly string[]): EvidenceEvent | null {
  const starts = c.timeline.lanes.flatMap(({ attempts }) =>
    attempts.map((it) => it.startedAt ?? 0),
  );
  const startedAt = Math.max(0, ...starts);
  const event = eventsOf(c, null, ...reasons).at(-1) ?? null;
  return event !== null && event.at > startedAt ? event : null;
}

export const volumes: Rule = (c) => {
  if (!isBeforeContainers(c)) return [];
  const event = newest(c, 'FailedMount', 'FailedAttachVolume', 'FailedMapVolume');
  return event === null ? [] : [volumeFinding(c, event)];
};

const severity = (c: Circumstances): 'warning' | 'critical' =>
  lasted(c, since(c)) < c.patience.sandbox ? 'warning' : 'critical';

function volumeFinding(c: Circumstances, event: EvidenceEvent): Finding {
  const message = event.message ?? '';
  const volume =
    /for volume "([^"]+)"/.exec(message)?.[1] ??
    /unmounted volumes=\[([^\]\s]+)/.exec(message)?.[1] ??
    null;
  const missing = /(configmap|secret) "(?:[^"/]+\/)?([^"]+)" not found/i.exec(message);
  if (missing === null) return unmounted(c, event, volume);
  const kind = missing[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
  const name = missing[2] ?? '';
  return finding(c, 'volume-object-missing', {
    severity: severity(c),
    since: since(c),
    evidence: byEvents([event]),
    subject: `${kind} ${c.pod.namespace}/${name}`,
    title: `The ${kind} ${name} does not exist`,
    sentence: `${volumeWords(volume)} stands for the ${kind} ${quoted(name)}, which does not exist in ${quoted(c.pod.namespace)}; no container starts before it does.`,
    next: [
      get(c.pod.namespace, kind.toLowerCase(), name),
      kubectl(c.pod.namespace, 'get', kind.toLowerCase()),
    ],
  });
}

const volumeWords = (volume: string | null): string =>
  volume === null ? 'A volume' : `The volume ${quoted(volume)}`;

function unmounted(c: Circumstances, event: EvidenceEvent, volume: string | null): Finding {
  const message = event.message ?? '';
  const isAttach = event.reason === 'FailedAttachVolume' || /attach/i.test(message);
  const claims = (c.pod.specFacts?.volumes ?? []).filter(
    ({ name, kind }) => name === volume && kind === 'PersistentVolumeClaim',
  );
  const said = /Multi-Attach error/.test(message)
    ? ': it is still attached to another node'
    : afterColon(message);
  const what = isAttach ? 'attached' : 'mounted';
  return finding(c, isAttach ? 'volume-not-attached' : 'volume-not-mounted', {
    severity: severity(c),
    since: since(c),
    subject: claims.map(({ of }) => `PersistentVolumeClaim ${c.pod.namespace}/${of}`)[0] ?? null,
    title: `${volumeWords(volume).replaceAll('`', '')} is not ${what}`,
    sentence: withStop(
      `${volumeWords(volume)} has not been ${what} for ${forSince(since(c), c.now)}${said}`,
    ),
    evidence: [
      ...byEvents([event]),
      ...claims.map(({ name, of }) => bySpec(`volume ${name}: PersistentVolumeClaim ${of}`)),
    ],
    next: [
      ...claims.map(({ of }) => kubectl(c.pod.namespace, 'describe', 'pvc', of)),
      ...(isAttach ? ['kubectl get volumeattachments'] : []),
      eventsOfPod(c.pod),
    ],
  });
}

export const sandbox: Rule = (c) => {
  const event = newest(c, 'FailedCreatePodSandBox', 'NetworkNotReady', 'FailedPodSandBoxStatus');
  if (event === null || c.isOver || c.pod.deletion !== null) return [];
  const message = event.message ?? '';
  const isNetwork = /network|cni/i.test(message) || event.reason === 'NetworkNotReady';
  const runtime = /RuntimeHandler|runtime class|runtimeclass/i.test(message);
  const what = runtime
    ? 'its runtime class is not set up on the node'
    : isNetwork
      ? 'its network cannot be set up'
      : 'its sandbox cannot be created';
  return [
    finding(c, 'sandbox-failed', {
      severity: severity(c),
      since: since(c),
      subject: c.pod.node === null ? null : `node ${c.pod.node}`,
      title: isNetwork
        ? 'The pod’s network cannot be set up'
        : 'The pod’s sandbox cannot be created',
      sentence: withStop(
        `No container can start on ${quoted(c.pod.node ?? 'its node')}, because ${what}${afterColon(message)}`,
      ),
      evidence: [...byEvents([event]), ...byCondition(c, 'PodReadyToStartContainers')],
      next: [
        describePod(c.pod),
        ...(c.pod.node === null ? [] : [kubectl(null, 'describe', 'node', c.pod.node)]),
        ...(isNetwork ? ['kubectl get pods -n kube-system -o wide'] : []),
      ],
    }),
  ];
};
