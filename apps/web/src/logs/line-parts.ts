/** A line cut where its looks change and where something was found in it. */
import type { Place } from './find.ts';
import type { ShownLine } from './shown-line.ts';

export interface LinePart {
  readonly text: string;
  /** Class names of its colours; empty for none. */
  readonly look: string;
  readonly isFound: boolean;
}

/** In order; their texts together are the line's. Places do not overlap, and stand in order. */
export function partsOf(
  { text, spans }: Pick<ShownLine, 'text' | 'spans'>,
  places: readonly Place[],
): readonly LinePart[] {
  const parts: LinePart[] = [];
  let begin = 0;
  let next = 0;
  for (const span of spans ?? [{ text, look: '' }]) {
    const end = begin + span.text.length;
    for (let at = begin; at < end; ) {
      while ((places[next]?.[1] ?? Number.POSITIVE_INFINITY) <= at) next += 1;
      const [from, to] = places[next] ?? [end, end];
      const isFound = from <= at;
      const until = Math.min(end, isFound ? to : from);
      parts.push({ text: text.slice(at, until), look: span.look, isFound });
      at = until;
    }
    begin = end;
  }
  return parts;
}
