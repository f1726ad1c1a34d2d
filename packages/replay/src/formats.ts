/** In which form objects go out: whole, or their metadata alone. */

import type { StoredObject } from './history.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { metadataIn } from './metadata-text.ts';
import type { JsonObject } from './recording.ts';

export type Format = 'whole' | 'metadata';

/** What each kind of answer is called when it is metadata alone; a watch is not served so here. */
const METADATA_FORM = {
  list: 'PartialObjectMetadataList',
  get: 'PartialObjectMetadata',
  watch: null,
};

/**
 * The form that an `Accept` header asks for: the first of its ranges that is served. `null`: none is (406),
 * as a Table is not.
 */
export function formatFor(accept: string, answer: 'list' | 'get' | 'watch'): Format | null {
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (!['application/json', 'application/*', '*/*'].includes((type ?? '').toLowerCase()))
      continue;
    const options = new Map(parameters.map((parameter) => pair(parameter)));
    const form = options.get('as');
    if (form === undefined) return 'whole';
    const isMeta = options.get('g') === 'meta.k8s.io' && options.get('v') === 'v1';
    if (isMeta && form === METADATA_FORM[answer]) return 'metadata';
  }
  return null;
}

function pair(parameter: string): [string, string] {
  const [name = '', value = ''] = parameter.split('=');
  return [name, value];
}

/** How the text of a list begins. */
export const listHead = (kind: Kind, format: Format): string =>
  format === 'whole'
    ? `{"kind":"${kind.kind}List","apiVersion":"${apiVersionOf(kind)}",`
    : '{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1",';

/** An object as a list holds it: without kind and apiVersion, which the list says once. */
export function itemTextIn(object: StoredObject, format: Format): string {
  if (format === 'metadata') return metadataText(object);
  const { text } = object;
  if (HEAD.test(text)) return text.replace(HEAD, '{');
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = JSON.parse(text) as JsonObject;
  return JSON.stringify(rest);
}

const HEAD = /^\{"kind":"[^"]*","apiVersion":"[^"]*",/;

/** An object's metadata as an object of its own. */
export function metadataText({ text }: StoredObject): string {
  const found = metadataIn(text);
  const metadata = found === null ? '{}' : text.slice(found.start, found.end);
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${metadata}}`;
}
