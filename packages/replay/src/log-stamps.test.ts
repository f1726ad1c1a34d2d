import { describe, expect, it } from 'vitest';
import { stampOf } from './log-stamps.ts';

describe('a log line that begins with a time', () => {
  it.each([
    [
      '2026-11-22T08:52:37.225Z INFO  up',
      '2026-11-22T08:52:37.225Z',
      '2026-11-22T08:52:40.225Z INFO  up',
    ],
    ['2026-11-22T08:52:37Z up', '2026-11-22T08:52:37.000Z', '2026-11-22T08:52:40Z up'],
    [
      '2026-11-22T08:05:14.895202242Z line 28',
      '2026-11-22T08:05:14.895Z',
      '2026-11-22T08:05:17.895202242Z line 28',
    ],
    [
      '{"time":"2026-11-22T08:52:43.333Z","level":"info"}',
      '2026-11-22T08:52:43.333Z',
      '{"time":"2026-11-22T08:52:46.333Z","level":"info"}',
    ],
    [
      '2026/11/22 08:55:56 [notice] 1#1',
      '2026-11-22T08:55:56.000Z',
      '2026/11/22 08:55:59 [notice] 1#1',
    ],
    [
      '[2026/11/22 08:55:56] [ info] x',
      '2026-11-22T08:55:56.000Z',
      '[2026/11/22 08:55:59] [ info] x',
    ],
    [
      '10.88.0.64 - - [30/Nov/2026:23:59:57 +0000] "GET /cart HTTP/2.0" 200',
      '2026-11-30T23:59:57.000Z',
      '10.88.0.64 - - [01/Dec/2026:00:00:00 +0000] "GET /cart HTTP/2.0" 200',
    ],
    [
      '1:M 22 Nov 2026 08:52:41.482 * Ready',
      '2026-11-22T08:52:41.482Z',
      '1:M 22 Nov 2026 08:52:44.482 * Ready',
    ],
  ])('%s', (line, at, moved) => {
    const stamp = stampOf(line);
    if (stamp === null) throw new Error('no time was found');
    expect(new Date(stamp.atMs).toISOString()).toBe(at);
    const written = stamp.written(stamp.atMs + 3000);
    expect(line.slice(0, stamp.from) + written + line.slice(stamp.to)).toBe(moved);
  });

  it.each(['up', '', 'at 2026-11-22T08:52:37Z it began', '9999-99-99T99:99:99Z', '12345'])(
    'is not %j',
    (line) => {
      expect(stampOf(line)).toBeNull();
    },
  );
});
