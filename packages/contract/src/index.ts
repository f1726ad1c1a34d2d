/** What crosses the wire and what is exported. */
export * from './cluster-status.ts';
export * from './errors.ts';
export * from './pod-row.ts';
export * from './socket.ts';
export * from './timeline-document.ts';
