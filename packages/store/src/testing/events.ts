/** Made-up Kubernetes Events of made-up pods. */
import { millis } from '@podline/domain';
import fc from 'fast-check';
import type { EventBatch, StoredEvent } from '../stored-event.ts';
import { NOW } from './fixtures.ts';

export const anEvent = (uid: string, change: Partial<StoredEvent> = {}): StoredEvent => ({
  podUid: 'a',
  uid,
  at: NOW,
  firstAt: NOW,
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container app in pod web-a',
  container: 'app',
  count: 1,
  component: 'kubelet',
  ...change,
});

export const anEventBatch = (batch: Partial<EventBatch>): EventBatch => ({
  events: [],
  checkpoint: null,
  ...batch,
});

const moment = fc.integer({ min: 0, max: 5 }).map((second) => millis(NOW + second * 1000));

/** Whatever may be said of three events, so few that most is said of one twice. */
export const anySaying: fc.Arbitrary<StoredEvent> = fc
  .record({
    uid: fc.constantFrom('e-1', 'e-2', 'e-3'),
    at: moment,
    firstAt: moment,
    count: fc.integer({ min: 1, max: 4 }),
    message: fc.option(fc.constantFrom('one', 'two', 'three')),
  })
  .map(({ uid, ...change }) => anEvent(uid, change));
