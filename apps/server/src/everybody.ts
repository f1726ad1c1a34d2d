import type { Viewer } from '@podline/transport/server';

/** Today whoever reaches the server sees everything; a login will answer this question per request. */
export const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true, canReadLogs: () => true };
