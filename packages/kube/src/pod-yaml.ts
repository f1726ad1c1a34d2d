/** A pod as YAML for people, without what could be a secret. The only place that knows where in a pod secrets are written. */
import type { Masked } from '@podline/domain';
import { stringify } from 'yaml';
import { type JsonRecord, list, record, text } from './api-json.ts';

/** Masks what it takes for secrets: `of` in a text, `named` in a value whose name may tell that all of it is one. */
export interface Masker {
  readonly of: (text: string) => Masked;
  readonly named: (name: string, value: string) => Masked;
}

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
export function podYaml(object: JsonRecord, masker: Masker): PodYaml {
  let masked = 0;
  const counted = (done: Masked): string => {
    masked += done.masked;
    return done.text;
  };
  const mask: Mask = {
    of: (told) => counted(masker.of(told)),
    named: (name, value) => counted(masker.named(name, value)),
  };
  const { apiVersion, kind, metadata, ...rest } = object;
  const { managedFields: _, ...shown } = record(metadata);
  const whole = shownOf({ apiVersion, kind, metadata: withoutRepeat(shown), ...rest }, mask);
  return { yaml: stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false }), masked };
}

interface Mask {
  readonly of: (text: string) => string;
  readonly named: (name: string, value: string) => string;
}

function withoutRepeat(metadata: JsonRecord): JsonRecord {
  const annotations = record(metadata['annotations']);
  if (!(REPEATS in annotations)) return metadata;
  return { ...metadata, annotations: { ...annotations, [REPEATS]: REPEATED } };
}

function shownOf(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask.of(value);
  if (Array.isArray(value)) return listShown(value, mask);
  if (typeof value !== 'object' || value === null) return value;
  const fields = record(value);
  const name = text(fields['name']);
  // An environment variable, or a header of a probe.
  if (name !== null && typeof fields['value'] === 'string')
    return { ...fields, value: mask.named(name, fields['value']) };
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
      typeof value === 'string' ? mask.named(key, value) : shownOf(value, mask),
    ]),
  );

/** Of a command, an option and its value may be two entries. */
function listShown(entries: readonly unknown[], mask: Mask): readonly unknown[] {
  return entries.map((entry, index) => {
    const before = index === 0 ? null : text(list(entries)[index - 1]);
    return typeof entry === 'string' && before?.startsWith('-') === true
      ? mask.named(before.replace(/^-+/, ''), entry)
      : shownOf(entry, mask);
  });
}
