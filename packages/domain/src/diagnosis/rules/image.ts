/** The image: why it cannot be pulled, in the registry's words, or that it takes long. */
import { imagePulls } from '../../image-pull.ts';
import type { Lane } from '../../timeline.ts';
import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEvents, bySpec, byWait } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import {
  type ImageCode,
  imageCodeOf,
  isKubeletsLimit,
  lastWords,
  registryOf,
  unreachableWords,
} from '../registry-words.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { forSince, quoted } from '../words.ts';

export const imagePull: Rule = (c) =>
  courses(c).flatMap((course) => {
    const { current, lane } = course;
    if (current?.kind !== 'waiting' || !IMAGE_REASONS.has(current.reason ?? '')) return [];
    return [pullFinding(c, course, lane, current.reason ?? '')];
  });

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

function pullFinding(
  c: Circumstances,
  course: Course,
  { name, image: own }: Lane,
  reason: string,
): Finding {
  const message = messageOf(c, name);
  const image = pulledImage(c, course, own);
  const code = imageCodeOf(reason, message, image);
  const since = course.broken?.since ?? null;
  return finding(c, code, {
    severity: 'critical',
    container: name,
    since,
    subject:
      code === 'image-registry-unreachable' ? `registry ${registryOf(image)}` : `image ${image}`,
    title: `${titleOf(code, message)}: ${image}`,
    sentence: `${name} cannot start: ${because(code, image, message)}.${heldUpWords(c, name)}`,
    evidence: [
      ...byWait(c, name),
      ...byEvents(eventsOf(c, name, 'Failed').filter((it) => !it.message?.startsWith('Error: '))),
      ...byEvents(eventsOf(c, null, 'FailedToRetrieveImagePullSecret')),
      bySpec(`image of ${image === own ? '' : 'a volume of '}${name}: ${image}`),
    ],
    next: nextFor(c, code, image),
  });
}

/** A volume may be an image as well (KEP-4639): its pull is told of the container that mounts it. */
function pulledImage(c: Circumstances, { status, lane }: Course, own: string): string {
  const state = status?.state;
  const told = eventsOf(c, lane.name, 'Failed', 'BackOff').map(({ message }) => message);
  const messages = [...told, state?.kind === 'waiting' ? state.message : null];
  const named = messages.flatMap(
    (it) => /(?:Back-off pulling|Failed to pull) image "([^"\s]+)"/.exec(it ?? '')?.[1] ?? [],
  );
  const image = named.at(-1) ?? own;
  // The kubelet says the tag that is meant where none is written.
  return image === `${own}:latest` ? own : image;
}

/** The event has the registry's whole answer; ImagePullBackOff quotes it, ErrImagePull has it in its own message. */
function messageOf(c: Circumstances, name: string): string {
  const wait = c.transitions.findLast(
    ({ container, change }) =>
      container === name && change.kind === 'waiting' && change.message?.includes(':') === true,
  );
  const waited = wait?.change.kind === 'waiting' ? (wait.change.message ?? '') : '';
  const state = c.pod.statuses.find((status) => status.name === name)?.state;
  const now = state?.kind === 'waiting' ? (state.message ?? '') : '';
  const event = eventsOf(c, name, 'Failed', 'InspectFailed').findLast(
    ({ message }) => message?.startsWith('Error: ') === false,
  );
  return [now, event?.message ?? '', waited].find((it) => /[:]\s/.test(it)) ?? now;
}

const TITLES: Readonly<Record<ImageCode, string>> = {
  'image-not-found': 'The registry has no such image',
  'image-no-credentials': 'The registry refuses the pull',
  'image-bad-name': 'The image’s name cannot be read',
  'image-never-pull': 'The image is not on the node, and it is never pulled',
  'image-registry-unreachable': 'The registry does not answer',
  'image-rate-limited': 'The registry limits pulls',
  'image-wrong-architecture': 'The image is not made for this node',
  'image-signature': 'The image’s signature was not accepted',
  'image-pull-failed': 'The image cannot be pulled',
  'image-slow': 'The image is still being pulled',
};

function titleOf(code: ImageCode, message: string): string {
  if (code === 'image-registry-unreachable') return `The registry ${unreachableWords(message)}`;
  return code === 'image-rate-limited' && isKubeletsLimit(message)
    ? 'The kubelet limits pulls'
    : TITLES[code];
}

function because(code: ImageCode, image: string, message: string): string {
  const [which, last] = [quoted(image), lastWords(message)];
  const said = last === '' ? '' : ` (${last})`;
  switch (code) {
    case 'image-not-found':
      return `the registry ${quoted(registryOf(image))} has no image ${which}${said}`;
    case 'image-no-credentials':
      return `the registry ${quoted(registryOf(image))} wants credentials for ${which}, or has no such image${said}`;
    case 'image-bad-name':
      return `${which} is not a name that an image can have${said}`;
    case 'image-never-pull':
      return `${which} is not on the node, and imagePullPolicy is Never`;
    case 'image-registry-unreachable':
      return `the registry ${quoted(registryOf(image))} of ${which} ${unreachableWords(message)}${said}`;
    case 'image-rate-limited':
      if (isKubeletsLimit(message))
        return `the kubelet limits how often it pulls (registryPullQPS), and ${which} was one too many`;
      return `the registry ${quoted(registryOf(image))} limits how often this node or account may pull${said}`;
    case 'image-wrong-architecture':
      return `${which} is not made for the node’s kind of processor${said}`;
    case 'image-signature':
      return `the signature of ${which} was not accepted${said}`;
    default:
      return `${which} cannot be pulled${said}`;
  }
}

function nextFor(c: Circumstances, code: ImageCode, image: string): readonly string[] {
  const { namespace, specFacts, owner } = c.pod;
  const secrets = specFacts?.pullSecrets ?? [];
  switch (code) {
    case 'image-no-credentials':
      return secrets.length === 0
        ? [
            kubectl(namespace, 'get', 'pod', c.pod.name, '-o', 'jsonpath={.spec.imagePullSecrets}'),
            kubectl(namespace, 'get', 'serviceaccount', 'default', '-o', 'yaml'),
          ]
        : secrets.map((secret) => kubectl(namespace, 'get', 'secret', secret));
    case 'image-not-found':
    case 'image-bad-name':
      return [
        ...(owner === null
          ? []
          : [kubectl(namespace, 'get', owner.kind.toLowerCase(), owner.name, '-o', 'wide')]),
        `docker manifest inspect ${image}`,
      ];
    case 'image-wrong-architecture':
      return [
        `docker manifest inspect ${image}`,
        kubectl(
          null,
          'get',
          'node',
          c.pod.node ?? '',
          '-o',
          'jsonpath={.status.nodeInfo.architecture}',
        ),
      ];
    default:
      return [
        describePod(c.pod),
        kubectl(namespace, 'events', '--for', `pod/${c.pod.name}`, '--types=Warning'),
      ];
  }
}

/** Told by its event that it is being pulled, for longer than anybody waits. */
export const imageSlow: Rule = (c) =>
  imagePulls(c.events).flatMap(({ container, from, to }) => {
    const lane = c.timeline.lanes.find(({ name }) => name === container);
    const isWaiting = lane?.segments.at(-1)?.kind === 'waiting' && c.timeline.until === null;
    if (to !== null || lane === undefined || !isWaiting || lasted(c, from) < c.patience.pull)
      return [];
    return [
      finding(c, 'image-slow', {
        severity: lasted(c, from) < 5 * c.patience.pull ? 'info' : 'warning',
        container,
        since: from,
        subject: `image ${lane.image}`,
        title: `The image of ${container} is still being pulled`,
        sentence: `The image of ${container}, ${quoted(lane.image)}, has been being pulled for ${forSince(from, c.now)}.${heldUpWords(c, container)}`,
        evidence: byEvents(eventsOf(c, container, 'Pulling')),
        next: [describePod(c.pod), kubectl(null, 'describe', 'node', c.pod.node ?? '')],
      }),
    ];
  });
