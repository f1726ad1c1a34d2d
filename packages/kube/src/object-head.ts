/** Who an object is, read from no more than its first bytes: for one that is too large to be read. */
import { type ObjectName, text } from './api-json.ts';

export interface ObjectHead {
  /** The type of the watch event around it; null when there is none. */
  readonly type: string | null;
  /** Null when the beginning does not tell. */
  readonly object: ObjectName | null;
  readonly resourceVersion: string | null;
}

/**
 * Go writes the fields of a struct in their order: in an event the type is first, in an object metadata is, and in that the
 * names and the version come before labels and annotations, which are what makes objects large.
 */
export function objectHead(json: string): ObjectHead {
  const type = text(scalarsFrom(json, json.indexOf('{') + 1).get('type'));
  const opening = /"metadata"\s*:\s*\{/.exec(json);
  const metadata = scalarsFrom(
    json,
    opening === null ? json.length : opening.index + opening[0].length,
  );
  const name = text(metadata.get('name'));
  const uid = text(metadata.get('uid'));
  return {
    type,
    object:
      name === null || uid === null
        ? null
        : { namespace: text(metadata.get('namespace')) ?? '', name, uid },
    resourceVersion: text(metadata.get('resourceVersion')),
  };
}

/** The string fields from there on, up to the first that is neither string nor number. */
function scalarsFrom(json: string, from: number): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const field = /\s*"((?:[^"\\]|\\.)*)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|-?\d+)\s*,?/y;
  field.lastIndex = from;
  for (let found = field.exec(json); found !== null; found = field.exec(json))
    // None of the fields that are asked for may hold an escape: they are DNS names, uuids and numbers.
    fields.set(found[1] ?? '', found[2] ?? '');
  return fields;
}
