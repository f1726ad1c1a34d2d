/** Recordings of a cluster: read, and served as a Kubernetes API. */
export type { Access, Allow } from './access.ts';
export { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
export type { ByHand, ObjectRef, Written } from './by-hand.ts';
export type { Clock } from './clock.ts';
export { type DemoOptions, demoRecordings, recordingNames, startDemoServer } from './demo.ts';
export { RecordingUnknown, RecordingUnreadable, Unplayable } from './errors.ts';
export type {
  ActiveFault,
  Deed,
  Fault,
  FaultAbout,
  FaultScope,
  Faults,
  RequestKind,
  StrikeDeed,
} from './faults.ts';
export { type Fleet, type FleetOptions, fleetOf } from './fleet.ts';
export type { ReplayCommand, ReplayProcessOptions } from './process-commands.ts';
export {
  type ApiObject,
  type JsonObject,
  type RecordedLine,
  type RecordedLog,
  type Recording,
  type RecordingMeta,
  readRecording,
} from './recording.ts';
export { type ReplayProcess, startReplayProcess } from './replay-process.ts';
export type { Sent, TrueChange, TrueRequest, Truth } from './truth.ts';
