import type { JsonObject } from './recording.ts';

/** `namespace/name`, by which the API tells objects of one kind apart. */
export const keyOf = (metadata: JsonObject): string =>
  `${String(metadata['namespace'] ?? '')}/${String(metadata['name'])}`;
