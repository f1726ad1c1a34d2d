import { expect, test } from 'vitest';
import { announcedDelay } from './back-off.ts';

test.each([
  ['seconds', 'back-off 10s restarting failed container=app pod=web-0_shop(uid)', 10_000],
  ['minutes and seconds', 'back-off 1m20s restarting failed container=app', 80_000],
  ['the cap', 'back-off 5m0s restarting failed container=app', 300_000],
  [
    'a fraction, as nodes with a short cap print it',
    'back-off 1.5s restarting failed container=app',
    1500,
  ],
  ['milliseconds', 'back-off 500ms restarting failed container=app', 500],
  ['hours', 'back-off 1h0m1s restarting failed container=app', 3_601_000],
  [
    'an image pull has a back-off of its own, without a delay',
    'Back-off pulling image "busybox"',
    null,
  ],
  ['another message', 'OCI runtime create failed: back-off 10s', null],
  ['no message', null, null],
])('the announced delay is read from the message: %s', (_, message, delay) => {
  expect(announcedDelay(message)).toBe(delay);
});
