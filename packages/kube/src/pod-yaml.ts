/** A pod as YAML for people, without what could be a secret. The only place that knows where in a pod secrets are written. */
import { stringify } from 'yaml';
import { type JsonRecord, list, record, text } from './api-json.ts';

/** Masks what it takes for secrets in a text; counts the places. */
export type Mask = (text: string) => { readonly text: string; readonly masked: number };

export interface PodYaml {
  readonly yaml: string;
  /** Places in which a secret was masked. */
  readonly masked: number;
}

/** kubectl writes the whole manifest into it, with all its literal values: it says nothing that does not stand below. */
const REPEATS = 'kubectl.kubernetes.io/last-applied-configuration';
const REPEATED = '… (repeats the manifest as it was applied; not shown)';

/** Texts under names that somebody chose: the name may tell that the value is a secret. */
const CHOSEN_NAMES: ReadonlySet<string> = new Set(['annotations', 'options', 'volumeAttributes']);

/**
 * In the order of the API, `apiVersion` and `kind` first, without `managedFields`. References to Secrets stay references: their values are
 * not in a pod, and nobody asks for them.
 */
export function podYaml(object: JsonRecord, mask: Mask): PodYaml {
  let masked = 0;
  const masking: Mask = (told) => {
    const done = mask(told);
    masked += done.masked;
    return done;
  };
  const { apiVersion, kind, metadata, ...rest } = object;
  const { managedFields: _, ...shown } = record(metadata);
  const whole = shownOf({ apiVersion, kind, metadata: withoutRepeat(shown), ...rest }, masking);
  return { yaml: stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false }), masked };
}

function withoutRepeat(metadata: JsonRecord): JsonRecord {
  const annotations = record(metadata['annotations']);
  if (!(REPEATS in annotations)) return metadata;
  return { ...metadata, annotations: { ...annotations, [REPEATS]: REPEATED } };
}

function shownOf(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value).text;
  if (Array.isArray(value)) return listShown(value, mask);
  if (typeof value !== 'object' || value === null) return value;
  const fields = record(value);
  const name = text(fields['name']);
  // An environment variable, or a header of a probe.
  if (name !== null && typeof fields['value'] === 'string')
    return { ...fields, value: valueShown(`${name}=`, fields['value'], mask) };
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      CHOSEN_NAMES.has(key) ? namedShown(field, mask) : shownOf(field, mask),
    ]),
  );
}

const namedShown = (named: unknown, mask: Mask): JsonRecord =>
  Object.fromEntries(
    Object.entries(record(named)).map(([key, value]) => [
      key,
      typeof value === 'string' ? valueShown(`${key}=`, value, mask) : shownOf(value, mask),
    ]),
  );

/** Of a command, an option and its value may be two entries. */
function listShown(entries: readonly unknown[], mask: Mask): readonly unknown[] {
  return entries.map((entry, index) => {
    const before = index === 0 ? null : text(list(entries)[index - 1]);
    return typeof entry === 'string' && before?.startsWith('-') === true
      ? valueShown(`${before} `, entry, mask)
      : shownOf(entry, mask);
  });
}

/** The value as it is shown after what stands before it, which may tell that it is a secret. */
function valueShown(before: string, value: string, mask: Mask): string {
  const both = mask(before + value);
  if (both.masked === 0) return mask(value).text;
  // What tells of the secret may itself be part of what was masked: then nothing of the value is left.
  return both.text.startsWith(before) ? both.text.slice(before.length) : '…';
}
