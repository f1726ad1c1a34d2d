/** What masks do to logs that real programs wrote, and to the messages of real pods. */
import { MASK_RULES, maskedSnapshot, maskLines, maskSecrets } from '@podline/domain';
import { eventFromApi } from '@podline/kube';
import { expect, test } from 'vitest';
import { recorded, recordingNames, snapshotsOf } from '../testing/recordings.ts';

test('of all recorded logs only the tokens of the card vault are masked', async () => {
  const touched: string[] = [];
  let lines = 0;
  for (const name of recordingNames) {
    const { logs } = await recorded(name);
    for (const { current, previous } of logs.values()) {
      const written = [current, previous].flatMap((it) => it?.toString('utf8').split('\n') ?? []);
      const masked = maskLines(written).lines;
      touched.push(...written.filter((line, index) => line !== masked[index]));
      lines += written.length;
    }
  }
  expect(lines).toBeGreaterThan(2000);
  expect(touched.filter((line) => !/"msg":"tokenize","token":"tok_/.test(line))).toEqual([]);
  expect(touched.length).toBeLessThan(lines / 50);
});

test('no message of any recorded pod is changed', async () => {
  for (const name of recordingNames)
    for (const pod of await snapshotsOf(name))
      expect(maskedSnapshot(pod, MASK_RULES), name).toEqual(pod);
}, 60_000);

test('no recorded event is changed', async () => {
  let events = 0;
  for (const name of recordingNames)
    for (const { object } of (await recorded(name)).events) {
      const masked = eventFromApi(object, (text) => maskSecrets(text).text);
      expect(masked, name).toEqual(eventFromApi(object));
      events += 1;
    }
  expect(events).toBeGreaterThan(500);
}, 60_000);
