/** A wait, named by what it waits for. */
import { type Segment, waitOf } from '@podline/domain';

type Waiting = Segment & { readonly kind: 'waiting' };

/** `waits for db-migrate`, `waits for its image: ErrImagePull`. The kubelet's own word follows where it says more than that it waits. */
export function waitTitle(segment: Waiting): string {
  const { reason } = segment;
  const { kind, container } = waitOf(segment);
  switch (kind) {
    case 'scheduling-gate':
      return 'waits for a scheduling gate to be taken away';
    case 'scheduling':
      return 'waits for a node';
    case 'sandbox':
      return 'waits for the pod’s sandbox, network and volumes';
    case 'container':
      return `waits for ${container ?? 'the container before it'}`;
    case 'inits-again':
      return `waits for ${container ?? 'the inits'} to run again`;
    case 'image':
      return reason === null || QUIET.has(reason)
        ? 'pulls its image'
        : `waits for its image: ${reason}`;
    case 'configuration':
      return `waits for its configuration: ${reason ?? 'not told'}`;
    case 'post-start':
      return 'waits for its postStart hook';
    case 'runtime':
      return `waits for the runtime: ${reason ?? 'not told'}`;
    case 'creation':
      return reason === null || QUIET.has(reason)
        ? 'its turn has come: image, creation and start'
        : `waits: ${reason}`;
  }
}

/** The same in a word or two, for the bar itself and for the lane's note. */
export function waitLabel(segment: Waiting): string {
  const { kind, container } = waitOf(segment);
  switch (kind) {
    case 'scheduling-gate':
      return 'scheduling gate';
    case 'scheduling':
      return 'waits for a node';
    case 'sandbox':
      return 'sandbox, volumes';
    case 'container':
    case 'inits-again':
      return `waits for ${container ?? 'inits'}`;
    case 'image':
      return segment.reason === null || QUIET.has(segment.reason) ? 'pulls' : segment.reason;
    case 'post-start':
      return 'postStart hook';
    case 'configuration':
    case 'runtime':
    case 'creation':
      return segment.reason === null || QUIET.has(segment.reason) ? 'starts' : segment.reason;
  }
}

/** What the kubelet says while it has nothing particular to say. */
const QUIET = new Set(['PodInitializing', 'ContainerCreating', 'RestartingAllContainers']);
