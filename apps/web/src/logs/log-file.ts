/** What is shown of logs, as a file. */
import type { Zone } from '../timeline/time-words.ts';
import { zoneOffsetMs } from '../timeline/time-words.ts';
import type { ShownLine } from './shown-line.ts';

/** `12:00:01.123`; empty for a line without a time. */
export function lineTime({ at }: Pick<ShownLine, 'at'>, zone: Zone): string {
  if (at === null) return '';
  return new Date(at + zoneOffsetMs(at, zone)).toISOString().slice(11, 23);
}

/** Line by line as on the page: the time, the container where there are several, the text without its colours. */
export function logFile(
  lines: readonly ShownLine[],
  { zone, hasSeveral }: { readonly zone: Zone; readonly hasSeveral: boolean },
): string {
  return lines
    .map((line) =>
      [lineTime(line, zone), ...(hasSeveral ? [line.container] : []), line.text].join(' ').trim(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** `web-0_app_previous.log`, `web-0_3-containers.log`. */
export const logFileName = (
  pod: string,
  containers: readonly string[],
  run: 'current' | 'previous',
): string => {
  const [only] = containers;
  const whose = containers.length === 1 ? only : `${containers.length}-containers`;
  return `${pod}_${whose}${run === 'previous' ? '_previous' : ''}.log`;
};
