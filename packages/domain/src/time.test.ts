import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { between, durationMs, formatRfc3339, humanDuration, millis, parseRfc3339 } from './time.ts';

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

describe('a duration is printed as kubectl prints ages', () => {
  test.each([
    ['more than a second in the future is invalid', -2 * SECOND, '<invalid>'],
    ['slightly in the future is now', -1 * SECOND, '0s'],
    ['half a second in the future is now', -0.5, '0s'],
    ['nothing', 0, '0s'],
    ['parts of a second are cut', 0.999, '0s'],
    ['below two minutes: seconds', 119, '119s'],
    ['from two minutes: minutes', 2 * MINUTE, '2m'],
    ['below ten minutes: minutes and seconds', 9 * MINUTE + 59, '9m59s'],
    ['from ten minutes: minutes alone', 10 * MINUTE + 59, '10m'],
    ['below three hours: still minutes', 3 * HOUR - 1, '179m'],
    ['from three hours: hours', 3 * HOUR, '3h'],
    ['below eight hours: hours and minutes', 8 * HOUR - 1, '7h59m'],
    ['from eight hours: hours alone', 8 * HOUR + 59 * MINUTE, '8h'],
    ['below two days: still hours', 2 * DAY - 1, '47h'],
    ['from two days: days', 2 * DAY, '2d'],
    ['below eight days: days and hours', 8 * DAY - 1, '7d23h'],
    ['from eight days: days alone', 8 * DAY + 23 * HOUR, '8d'],
    ['below two years: still days', 2 * YEAR - 1, '729d'],
    ['from two years: years', 2 * YEAR, '2y'],
    ['below eight years: years and days', 8 * YEAR - 1, '7y364d'],
    ['from eight years: years alone', 8 * YEAR + 364 * DAY, '8y'],
  ])('%s', (_, seconds, printed) => {
    expect(humanDuration(durationMs(seconds * 1000))).toBe(printed);
  });
});

describe('RFC 3339', () => {
  test.each([
    ['the epoch', '1970-01-01T00:00:00Z', 0],
    ['a kubelet time', '2026-11-22T07:39:24Z', 1_795_333_164_000],
    ['microseconds are cut to milliseconds', '2026-11-22T07:39:24.123999Z', 1_795_333_164_123],
    ['a short fraction', '1970-01-01T00:00:00.5Z', 500],
    ['an offset east of Greenwich', '1970-01-01T02:00:00+02:00', 0],
    ['an offset west of Greenwich', '1969-12-31T18:30:00-05:30', 0],
    ['a leap day', '2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['lower case', '1970-01-01t00:00:01z', 1000],
    ['before the epoch', '1969-12-31T23:59:59Z', -1000],
  ])('is read: %s', (_, text, at) => {
    expect(parseRfc3339(text)).toBe(at);
  });

  test.each([
    '',
    'yesterday',
    '2026-11-22',
    '2026-11-22T07:39:24',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
  ])('names no time: %j', (text) => {
    expect(parseRfc3339(text)).toBeNull();
  });

  it('comes back the same after being written and read, from year 0 to 9999', () => {
    const from = parseRfc3339('0000-01-01T00:00:00Z') ?? 0;
    const to = parseRfc3339('9999-12-31T23:59:59.999Z') ?? 0;
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (at) => {
        expect(parseRfc3339(formatRfc3339(millis(at)))).toBe(at);
      }),
    );
  });

  it('agrees with the platform’s own calendar', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseRfc3339(date.toISOString())).toBe(date.getTime());
          expect(Date.parse(formatRfc3339(millis(date.getTime())))).toBe(date.getTime());
        },
      ),
    );
  });

  it('is written without a fraction where there are no milliseconds, as the kubelet does', () => {
    expect(formatRfc3339(millis(1000))).toBe('1970-01-01T00:00:01Z');
    expect(formatRfc3339(millis(1001))).toBe('1970-01-01T00:00:01.001Z');
  });
});

it('the time between two points is negative when the second is the earlier one', () => {
  expect(between(millis(3000), millis(1000))).toBe(-2000);
});
