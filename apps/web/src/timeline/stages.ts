/** The stages of the start as boxes on a row, and as the line along the lanes that shows what the start waited for. */
import {
  between,
  durationMs,
  humanDuration,
  type Interval,
  later,
  type Millis,
  type StartupStage,
} from '@podline/domain';
import { type Box, boxOf } from './lane-layout.ts';
import type { TimeScale } from './time-scale.ts';

export interface StageBox extends Box {
  readonly key: string;
  readonly stage: StartupStage;
  readonly isLongest: boolean;
}

/** The stages in the window, left to right. The longest is told, if it took a noticeable part of the start. */
export function stageBoxes(
  stages: readonly StartupStage[],
  scale: TimeScale,
  now: Millis,
): readonly StageBox[] {
  const lengths = stages.map(({ from, to }) => between(from, to ?? later(now, from)));
  const most = Math.max(0, ...lengths);
  return stages.flatMap((stage, index): StageBox[] => {
    const box = boxOf(stage, scale, now);
    if (box === null || (box.widthPx === 0 && stage.to !== null)) return [];
    const isLongest = lengths[index] === most && most > 0;
    return [{ ...box, key: `${stage.stage}-${stage.container}-${stage.from}`, stage, isLongest }];
  });
}

/** `init db-migrate`, `scheduling`. */
export function stageName({ stage, container }: StartupStage): string {
  switch (stage) {
    case 'scheduling':
      return 'scheduling';
    case 'sandbox':
      return 'sandbox, network, volumes';
    case 'pull':
      return `pull for ${container}`;
    case 'init':
      return container ?? 'init';
    case 'native-sidecar':
      return `${container} starts up`;
    case 'apps':
      return container === null ? 'apps start' : `${container} starts`;
    case 'readiness':
      return container === null ? 'readiness' : `${container} gets ready`;
  }
}

/** `init db-migrate: 3s, 62% of the start; so far` – what the row says of a stage. */
export function stageSentence(
  stage: StartupStage,
  all: readonly StartupStage[],
  now: Millis,
): string {
  const length = between(stage.from, stage.to ?? now);
  const first = all[0]?.from ?? stage.from;
  const end = all.at(-1)?.to ?? now;
  const whole = Math.max(between(first, end), 1);
  const share = Math.round((length / whole) * 100);
  const so = stage.to === null ? ' so far' : '';
  return `${stageName(stage)}: ${length < 1000 ? 'under 1s' : humanDuration(durationMs(length))}${so}, ${share}% of the start`;
}

/** When the start waited for this container: the critical path, as far as it runs along its lane. */
export const criticalOf = (
  stages: readonly StartupStage[],
  container: string,
): readonly Interval[] => stages.filter((stage) => stage.container === container);
