/** What happened to pages since the start; each only grows. */
export interface Counters {
  /** Pages that were not let in. */
  refused: number;
  /** Pages that were cut because they did not read. */
  cutSlow: number;
  /** Pages that were sent away because of what they sent, or how much. */
  cutHostile: number;
  /** Views of which a page got a snapshot because it had missed too much. */
  resyncs: number;
}

export const noneYet = (): Counters => ({ refused: 0, cutSlow: 0, cutHostile: 0, resyncs: 0 });
