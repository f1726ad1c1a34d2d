/** The sandbox and its network: what must be there before any container. */

import { byCondition, byEvents } from '../evidence.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { setupSeverity, setupSince, setupTroubles } from '../setup.ts';
import { afterColon, quoted, withStop } from '../words.ts';

export const sandbox: Rule = (c) => {
  const event = setupTroubles(c, ...REASONS).at(-1);
  if (event === undefined || c.isOver || c.pod.deletion !== null) return [];
  const message = event.message ?? '';
  const trouble = troubleOf(event.reason, message);
  const isNetwork = trouble === NETWORK;
  return [
    finding(c, 'sandbox-failed', {
      severity: setupSeverity(c),
      since: setupSince(c),
      subject: c.pod.node === null ? null : `node ${c.pod.node}`,
      title: trouble.title,
      sentence: withStop(
        `No container can start on ${quoted(c.pod.node ?? 'its node')}, because ${trouble.words}${afterColon(saidIn(message))}`,
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

const REASONS = [
  'FailedCreatePodSandBox',
  'NetworkNotReady',
  'FailedPodSandBoxStatus',
  'FailedCreatePodContainer',
  'FailedPrepareDynamicResources',
];

interface Trouble {
  readonly title: string;
  /** Follows "because". */
  readonly words: string;
}

const NETWORK: Trouble = {
  title: 'The pod’s network cannot be set up',
  words: 'its network cannot be set up',
};

/** The first that fits. */
const TROUBLES: readonly (readonly [sign: RegExp, trouble: Trouble])[] = [
  [
    /FailedPrepareDynamicResources/,
    {
      title: 'The pod’s devices cannot be prepared',
      words: 'the devices that it claims cannot be prepared',
    },
  ],
  [
    /runtime ?handler|runtime ?class|no runtime for/i,
    {
      title: 'The pod’s sandbox cannot be created',
      words: 'its runtime class is not set up on the node',
    },
  ],
  // The image of the sandbox itself, whose registry may not be reached: that is no trouble of the pod's network.
  [
    /get sandbox image|pull(?:ing)? (?:sandbox|pause|infra) ?image/i,
    {
      title: 'The image of the pod’s sandbox cannot be pulled',
      words: 'the node cannot pull the image of the sandbox itself',
    },
  ],
  [/network|cni|plugin type=|NetworkNotReady/i, NETWORK],
];

const SANDBOX: Trouble = {
  title: 'The pod’s sandbox cannot be created',
  words: 'its sandbox cannot be created',
};

const troubleOf = (reason: string, message: string): Trouble =>
  TROUBLES.find(([sign]) => sign.test(`${reason} ${message}`))?.[1] ?? SANDBOX;

/** Without the kubelet's and gRPC's own words around it. */
const saidIn = (message: string): string =>
  message.replace(/^Failed to create pod sandbox: (?:rpc error: code = \w+ desc = )?/, '');
