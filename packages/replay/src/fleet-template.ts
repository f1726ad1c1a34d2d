/** A recorded line with blanks: filled in, it is the same line of another pod. Pure. */

import { fieldAt, KINDS, type Plural } from './kinds.ts';
import { EVENT_NAME, MOVABLE } from './moving.ts';
import type { ApiObject, JsonObject, LineType, RecordedLine } from './recording.ts';

/** What is written into the blanks. */
export interface Filling {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly resourceVersion: string;
  readonly shiftMs: number;
  /** 32 bits that are this pod's alone, in this round. */
  readonly own: number;
}

type Blank = 'name' | 'namespace' | 'node' | 'resourceVersion';
type Piece =
  | string
  | { readonly blank: Blank }
  | { readonly atMs: number }
  | { readonly id: string };

/** A text with blanks. */
export type Template = readonly Piece[];

export interface LineTemplate {
  readonly plural: Plural;
  readonly type: LineType;
  readonly text: Template;
  readonly name: Template;
  readonly uid: Template;
  readonly fields: Readonly<Record<string, Template>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The recorded pod whose lines they are. */
export interface RecordedIdentity {
  readonly namespace: string;
  readonly name: string;
  /** `null`: nodes keep their recorded names. */
  readonly node: string | null;
}

/** The line as a template; `identities` are the ids that are the pod's own. */
export function templateOf(
  plural: 'pods' | 'events',
  { type, object }: Pick<RecordedLine, 'type' | 'object'>,
  of: RecordedIdentity,
  identities: ReadonlySet<string>,
): LineTemplate {
  const marked = plural === 'pods' ? markedPod(object, of) : markedEvent(object, of);
  const template = (text: string): Template => piecesOf(text, identities);
  // What names the pod in the middle of a text is always written like this.
  const text = JSON.stringify(marked).replaceAll(
    `${of.namespace}/${of.name}`,
    `${mark('namespace')}/${mark('name')}`,
  );
  const kind = KINDS[plural];
  const fields = Object.entries(kind.fields).map(
    ([label, path]) => [label, template(fieldAt(marked, path))] as const,
  );
  return {
    plural,
    type,
    text: template(text),
    name: template(String(marked.metadata['name'])),
    uid: template(String(marked.metadata['uid'])),
    fields: Object.fromEntries(fields),
    labels: (marked.metadata['labels'] ?? {}) as Record<string, string>,
  };
}

/** The text with its blanks filled in. */
export function filled(template: Template, filling: Filling): string {
  if (template.length === 1) return String(template[0]);
  const texts = template.map((piece) =>
    typeof piece === 'string' ? piece : blank(piece, filling),
  );
  return texts.join('');
}

function blank(piece: Exclude<Piece, string>, filling: Filling): string {
  if ('blank' in piece) return filling[piece.blank];
  return 'id' in piece
    ? ownId(piece.id, filling.own)
    : // To the second: the rest of the stamp stands behind it.
      new Date(piece.atMs + filling.shiftMs).toISOString().slice(0, 19);
}

/** The identity that stands for a recorded one: its first eight digits are the pod's own. */
export const ownId = (recorded: string, own: number): string =>
  own.toString(16).padStart(8, '0') + recorded.slice(8);

const mark = (blank: Blank): string => `@@${blank}@@`;
const BLANK = /@@(name|namespace|node|resourceVersion)@@|@@id-([0-9a-f]+)@@/;
const PIECE = new RegExp(`${BLANK.source}|${MOVABLE.source}`, 'g');

function piecesOf(text: string, identities: ReadonlySet<string>): Template {
  const pieces: Piece[] = [];
  let plain = '';
  let from = 0;
  const put = (piece: Piece): void => {
    pieces.push(plain, piece);
    plain = '';
  };
  for (const match of text.matchAll(PIECE)) {
    const [found, blank, suffix, seconds, rest] = match;
    plain += text.slice(from, match.index);
    from = match.index + found.length;
    if (blank !== undefined) put({ blank: blank as Blank });
    else if (suffix !== undefined) put({ id: suffix });
    else if (seconds !== undefined) {
      plain += '"';
      put({ atMs: Date.parse(`${seconds}Z`) });
      plain = rest ?? '';
    } else if (identities.has(found)) put({ id: found });
    else plain += found;
  }
  return [...pieces, plain + text.slice(from)];
}

function markedMetadata(metadata: ApiObject['metadata'], name: string): ApiObject['metadata'] {
  return {
    ...metadata,
    name,
    namespace: mark('namespace'),
    resourceVersion: mark('resourceVersion'),
  };
}

function markedPod(object: ApiObject, { node }: RecordedIdentity): ApiObject {
  const metadata = markedMetadata(object.metadata, mark('name'));
  const spec = (object['spec'] ?? {}) as JsonObject;
  const hasNode = node !== null && spec['nodeName'] === node;
  return {
    ...object,
    metadata,
    spec: hasNode ? { ...spec, nodeName: mark('node') } : spec,
  };
}

function markedEvent(object: ApiObject, { node }: RecordedIdentity): ApiObject {
  const suffix = EVENT_NAME.exec(String(object.metadata['name']))?.[2] ?? '';
  const involved = object['involvedObject'] as JsonObject;
  const marked = {
    ...object,
    metadata: markedMetadata(object.metadata, `${mark('name')}.@@id-${suffix}@@`),
    involvedObject: { ...involved, name: mark('name'), namespace: mark('namespace') },
  };
  if (node === null) return marked;
  // An Event says its node in its message, its source and its reporter.
  return JSON.parse(JSON.stringify(marked).replaceAll(node, mark('node'))) as ApiObject;
}
