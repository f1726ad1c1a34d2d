/** The lines of recordings and fleets in one order, without an object for each until it is asked for. */

import type { Fleet, FleetPlan } from './fleet.ts';
import type { RecordedPlan } from './planned.ts';

type Line = RecordedPlan | FleetPlan;

interface Lines {
  readonly length: number;
  at(index: number): Line | undefined;
}

/**
 * By `atMs`, to the millisecond; at the same one recordings come first, then fleets pod by pod, and each
 * keeps its own order.
 */
export function mergedLines(recorded: readonly RecordedPlan[], fleets: readonly Fleet[]): Lines {
  const parts: readonly Lines[] = [recorded, ...fleets.map((fleet) => fleet.lines)];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  // One number a line: when, then which. Ten million lines over a month still fit 53 bits.
  const order = new Float64Array(length);
  const lineAt = (which: number): Line | undefined => {
    let index = which;
    for (const part of parts) {
      if (index < part.length) return part.at(index);
      index -= part.length;
    }
    return undefined;
  };
  recorded.forEach(({ atMs }, index) => {
    order[index] = Math.floor(atMs) * length + index;
  });
  let which = recorded.length;
  for (const fleet of fleets)
    for (const atMs of fleet.times()) {
      order[which] = Math.floor(atMs) * length + which;
      which += 1;
    }
  order.sort();
  return {
    length,
    at: (index) => (index < length ? lineAt((order[index] ?? 0) % length) : undefined),
  };
}
