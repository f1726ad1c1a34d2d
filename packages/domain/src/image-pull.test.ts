import { describe, expect, it, test } from 'vitest';
import { at } from '../test/build.ts';
import { seconds } from '../test/words.ts';
import { imagePulls, type KubeletEvent } from './image-pull.ts';

const event = (
  time: number,
  reason: string,
  message: string | null = null,
  container: string | null = 'web',
): KubeletEvent => ({ at: at(time), reason, message, container });

const words = (...events: KubeletEvent[]): readonly string[] =>
  imagePulls(events).map(
    (p) =>
      `${p.container} ${seconds(p.from)}–${p.to === null ? '' : seconds(p.to)} ${p.transferMs}/${p.totalMs}`,
  );

const PULLED =
  'Successfully pulled image "busybox:1.36" in 3.25s (5.1s including waiting). Image size: 4277910 bytes.';

describe('a pull is read from the kubelet’s Events', () => {
  test.each<[string, readonly KubeletEvent[], readonly string[]]>([
    [
      'with its transfer, and its time in the queue included',
      [event(1, 'Pulling'), event(6, 'Pulled', PULLED)],
      ['web 1–6 3250/5100'],
    ],
    [
      'whose Pulling was dropped: its begin follows from how long it took',
      [event(6, 'Pulled', PULLED)],
      ['web 0.9–6 3250/5100'],
    ],
    [
      'of an older kubelet, which tells no queue',
      [event(1, 'Pulling'), event(9, 'Pulled', 'Successfully pulled image "a" in 1m2.5s')],
      ['web 1–9 62500/null'],
    ],
    ['that goes on', [event(1, 'Pulling')], ['web 1– null/null']],
    ['that failed is over', [event(1, 'Pulling'), event(3, 'Failed', 'Error: ErrImagePull')], []],
    [
      'an image that was there already is no pull',
      [event(1, 'Pulled', 'Container image "busybox:1.36" already present on machine')],
      [],
    ],
    ['an event of the whole pod is none', [event(1, 'Pulling', null, null)], []],
    ['a message that does not end', [event(6, 'Pulled', 'Successfully pulled image "a" in')], []],
    [
      'pulls of several containers stand in order of their beginning',
      [
        event(1, 'Pulling', null, 'b'),
        event(2, 'Pulling', null, 'a'),
        event(7, 'Pulled', PULLED, 'a'),
      ],
      ['b 1– null/null', 'a 2–7 3250/5100'],
    ],
  ])('%s', (_, events, expected) => {
    expect(words(...events)).toEqual(expected);
  });

  it('an image name with odd characters does not confuse it', () => {
    const message = 'Successfully pulled image "in 9s (1s including waiting)" in 850ms';
    expect(imagePulls([event(6, 'Pulled', message)])[0]?.transferMs).toBe(850);
  });
});
