/** From statuses to segments, through the recorder's own functions. */
import {
  type ContainerSpec,
  type ContainerStatus,
  type Gap,
  type PodSnapshot,
  timelineOf,
} from '../src/index.ts';
import { app, at, pod, record } from './build.ts';
import { segmentWords } from './words.ts';

export const web = app('web');

/** The segments of the first container after these statuses, each seen (and written) so many seconds after creation. */
export function segments(
  seen: readonly (readonly [number, ContainerStatus, Partial<PodSnapshot>?])[],
  told: { spec?: ContainerSpec; gaps?: readonly Gap[]; gone?: number } & Partial<PodSnapshot> = {},
): readonly string[] {
  const { spec = web, gaps = [], gone = null, ...rest } = told;
  const snapshots = seen.map(
    ([time, shown, more = {}]) =>
      [
        time,
        pod({ containers: [spec], statuses: [shown], writtenAt: at(time), ...rest, ...more }),
      ] as const,
  );
  return segmentWords(timelineOf(record(snapshots, gone), gaps).lanes[0]);
}
