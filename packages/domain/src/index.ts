/** The one door of the ground floor. */
export * from './container-state.ts';
export * from './known.ts';
export * from './lane.ts';
export * from './mirror.ts';
export * from './pod-snapshot.ts';
export * from './time.ts';
export * from './timeline.ts';
export * from './transition.ts';
