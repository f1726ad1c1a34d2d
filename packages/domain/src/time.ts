/** Time without a clock: brands, RFC 3339, and durations as kubectl prints them. */

declare const unit: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number & { readonly [unit]: 'ms' };

/** A length of time in milliseconds. */
export type DurationMs = number & { readonly [unit]: 'duration-ms' };

/** The order of record: 1, 2, 3 … over the whole log. 0 is "before the first". */
export type Seq = number & { readonly [unit]: 'seq' };

export const millis = (value: number): Millis => Math.trunc(value) as Millis;
export const durationMs = (value: number): DurationMs => Math.trunc(value) as DurationMs;
export const seq = (value: number): Seq => value as Seq;

/** From `a` to `b`; negative when `b` is before `a`. */
export const between = (a: Millis, b: Millis): DurationMs => durationMs(b - a);

export const earlier = (a: Millis, b: Millis): Millis => millis(Math.min(a, b));
export const later = (a: Millis, b: Millis): Millis => millis(Math.max(a, b));

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Days from 1970-01-01 to the first of a civil date (Howard Hinnant's `days_from_civil`). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The time an RFC 3339 text names, cut to milliseconds; `null` when it names none (a 30th of February, an hour 24). */
export function parseRfc3339(text: string): Millis | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const [fraction = '', sign, offsetHours, offsetMinutes] = match.slice(7);
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  const days = daysFromCivil(year, month, day);
  const offset =
    (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  const seconds = days * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return millis(seconds * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3)));
}

const daysIn = (year: number, month: number): number =>
  (month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1)) -
  daysFromCivil(year, month, 1);

const two = (value: number): string => String(value).padStart(2, '0');

/** RFC 3339 in UTC; milliseconds are written only when there are any, as the kubelet's stamps have none. */
export function formatRfc3339(at: Millis): string {
  const days = Math.floor(at / 86_400_000);
  const ms = at - days * 86_400_000;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const time = `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}`;
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}${fraction}Z`;
}

/**
 * A duration as kubectl prints ages: `HumanDuration` of
 * `staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go`.
 * More than a second in the future is `<invalid>`, slightly in the future `0s`.
 */
export function humanDuration(length: DurationMs): string {
  const seconds = Math.trunc(length / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(seconds / 3600);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(hours / 24 / 365);
  if (hours < 24 * 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

const withRest = (whole: number, unitOfWhole: string, rest: number, unitOfRest: string): string =>
  rest === 0 ? `${whole}${unitOfWhole}` : `${whole}${unitOfWhole}${rest}${unitOfRest}`;
