/** What crosses the wire and what is exported. */
export * from './cluster-status.ts';
export * from './errors.ts';
export { EXPORT_FORMATS, EXPORT_KINDS, type ExportFormat, fileStamp } from './export/formats.ts';
export * from './findings-document.ts';
export * from './now.ts';
export * from './past.ts';
export * from './pod-evidence.ts';
export * from './pod-reading.ts';
export * from './pod-row.ts';
export * from './pods-view.ts';
export * from './socket.ts';
export * from './timeline-document.ts';
export * from './webhook.ts';
export * from './workload-list.ts';
export * from './workload-state.ts';
export * from './workload-usual.ts';
