/** The list of pods once, from scratch: for whoever asks without staying. */
import { DEFAULT_WINDOW, type PodRow, type PodsQuery, type PodsState } from '@podline/contract';
import type { Millis } from '@podline/domain';
import { type Unreadable, wantedOf } from './pod-list.ts';
import { orderOf } from './pod-order.ts';
import type { Viewer } from './source.ts';

/** What a page that opens this view now is shown. */
export function podsOf(
  rows: readonly PodRow[],
  viewer: Viewer,
  query: PodsQuery,
  now: Millis,
): PodsState | Unreadable {
  const wanted = wantedOf(query);
  if ('unreadable' in wanted) return wanted;
  const visible = rows.filter(({ namespace }) => viewer.canSee(namespace));
  const found = visible.filter((row) => wanted.matches(row, now)).sort(orderOf(wanted.sort));
  const { from, size } = query.window ?? DEFAULT_WINDOW;
  return {
    kind: 'pods',
    rows: found.slice(from, from + size),
    total: found.length,
    ofAll: visible.length,
  };
}
