/** Made-up Kubernetes Events: as the log keeps them, and as the API shows them. */
import type { JsonObject } from '@podline/replay';
import type { StoredEvent } from '@podline/store';
import { NOON } from './pods.ts';

export const anEvent = (uid: string, change: Partial<StoredEvent> = {}): StoredEvent => ({
  podUid: 'pod-1',
  uid,
  at: NOON,
  firstAt: NOON,
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  container: 'app',
  count: 1,
  component: 'kubelet',
  ...change,
});

/** In the namespace shop, about the pod of this uid; `change` is laid over it. */
export const apiEvent = (name: string, podUid: string, change: JsonObject = {}): JsonObject => ({
  kind: 'Event',
  metadata: { name, namespace: 'shop' },
  involvedObject: {
    kind: 'Pod',
    namespace: 'shop',
    uid: podUid,
    fieldPath: 'spec.containers{app}',
  },
  reason: 'BackOff',
  message: name,
  type: 'Warning',
  count: 1,
  firstTimestamp: '2026-11-22T12:00:00Z',
  lastTimestamp: '2026-11-22T12:00:00Z',
  source: { component: 'kubelet' },
  ...change,
});
