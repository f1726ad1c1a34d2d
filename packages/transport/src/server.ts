/** The server's door to the live feed. */
export type { Clock } from './clock.ts';
export type { HubLog, Limits } from './connection.ts';
export { createHub, HUB_LIMITS, type Hub, type HubParts } from './hub.ts';
export type { PodRef, PublishedBatch, Viewer, ViewSource } from './source.ts';
