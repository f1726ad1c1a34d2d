/** Runs patterns beside the page, so that one which takes for ever can be ended. */
import { type Found, placesIn, type Wanted } from './find.ts';

export interface FindTask {
  readonly id: number;
  readonly lines: readonly string[];
  readonly wanted: Wanted;
}

export interface FindAnswer {
  readonly id: number;
  readonly found: Found;
}

self.addEventListener('message', ({ data }: MessageEvent<FindTask>) => {
  const answer: FindAnswer = { id: data.id, found: placesIn(data.lines, data.wanted) };
  self.postMessage(answer);
});
