/** What faults make of one line's text. Pure. */

import { metadataIn } from './metadata-text.ts';
import { movedText } from './moving.ts';

/** How a line can be spoiled. */
type Spoiling = 'not-json' | 'wrong-kind' | 'no-metadata' | 'unknown-type';

/** A line (or the body of a list or a get) that a reader must not take for good. */
export function spoiled(text: string, how: Spoiling): string {
  switch (how) {
    case 'not-json':
      return text.replace('":', '" ');
    case 'wrong-kind':
      return text.replace(/"kind":"[^"]*"/, '"kind":"ConfigMap"');
    case 'no-metadata': {
      const items = Math.max(0, text.indexOf(ITEMS));
      return text.slice(0, items) + text.slice(items).replace('"metadata":{', '"metadatum":{');
    }
    case 'unknown-type':
      return text.replace(/"type":"[^"]*"/, '"type":"CHANGED"');
  }
}

const ITEMS = '"items":[';
const ANNOTATIONS = '"annotations":{';
const FILLING = '"podline.test/filling":"';

/** Where a filling goes to make an annotation of it: what comes before and what comes after. */
interface Opened {
  readonly before: string;
  readonly after: string;
}

/** `text` opened in the metadata of its object, of the one that is named, or of its first; `null` without one. */
export function openedForFilling(text: string, name: string | undefined): Opened | null {
  const items = text.indexOf(ITEMS);
  const named = name === undefined || items === -1 ? -1 : text.indexOf(namedItem(name), items);
  if (items !== -1 && name !== undefined && named === -1) return null;
  const metadata = metadataIn(text, Math.max(0, items, named));
  if (metadata === null) return null;
  const at = text.indexOf(ANNOTATIONS, metadata.start);
  const hasAnnotations = at !== -1 && at < metadata.end;
  const index = hasAnnotations ? at + ANNOTATIONS.length : metadata.start + 1;
  const comma = text.charAt(index) === '}' ? '' : ',';
  return hasAnnotations
    ? { before: `${text.slice(0, index)}${FILLING}`, after: `"${comma}${text.slice(index)}` }
    : {
        before: `${text.slice(0, index)}${ANNOTATIONS}${FILLING}`,
        after: `"}${comma}${text.slice(index)}`,
      };
}

/** Every object begins with its name, as Go prints it. */
const namedItem = (name: string): string => `"metadata":{"name":${JSON.stringify(name)}`;

/** Every time that is reported, later by so many milliseconds. */
export const skewed = (text: string, shiftMs: number): string =>
  movedText(text, { shiftMs, freshId: (id) => id });
