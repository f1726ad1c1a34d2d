/** What one page, one address and all pages together may take of the server. */
import { OUTBOX_BOUNDS, type OutboxBounds } from './outbox.ts';
import type { Rate } from './token-bucket.ts';

export interface Limits {
  /** Pages connected at once. */
  readonly pages: number;
  /** Of these, from one address; see `HubParts.addressOf` for pages that come through a proxy. */
  readonly pagesPerAddress: number;
  /** Views a page may have open at once. */
  readonly views: number;
  /** What a page may send, WebSocket's own pings included. */
  readonly inbound: Rate;
  readonly outbox: OutboxBounds;
  /** A socket from which nothing drained for so long is cut, ms. */
  readonly stalledMs: number;
  /** Batches that may pass while a pod is being read; past it the reading starts over. */
  readonly missedBatches: number;
  /** From the upgrade until it is told who asks, and from there until the page speaks socket.io, ms each. */
  readonly handshakeMs: number;
  /** From the farewell until the line is cut, should the page not take leave, ms. */
  readonly farewellMs: number;
}

export const HUB_LIMITS: Limits = {
  pages: 2_000,
  pagesPerAddress: 20,
  views: 16,
  inbound: { perSecond: 20, burst: 50 },
  outbox: OUTBOX_BOUNDS,
  stalledMs: 15_000,
  missedBatches: 500,
  handshakeMs: 5_000,
  farewellMs: 2_000,
};
