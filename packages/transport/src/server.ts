/** The server's door to the live feed. */
export type { Clock } from './clock.ts';
export { createHub, type Hub, type HubParts, type HubStats } from './hub.ts';
export { HUB_LIMITS, type Limits } from './limits.ts';
export type { HubLog } from './line.ts';
export { podsOf } from './pods-of.ts';
export type { Living, PodRef, PublishedBatch, Viewer, ViewSource } from './source.ts';
