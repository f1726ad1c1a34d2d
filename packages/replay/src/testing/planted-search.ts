/** Looks for planted secrets in whatever came out, as they are and as programs write them into other texts. */
import { KEY_BODY, PLANTED } from '@podline/domain/testing';

/**
 * So much of a secret is enough to have found it: its begin or its end, should it have been cut. What is kept of a token in front of its
 * secret is shorter.
 */
const PIECE = 16;

const piecesOf = (secret: string): readonly string[] =>
  secret.length <= PIECE ? [secret] : [secret.slice(0, PIECE), secret.slice(-PIECE)];

/** Within JSON, within JSON within JSON, in an address, in HTML and in base64 at any place. */
function formsOf(piece: string): readonly string[] {
  const quoted = JSON.stringify(piece).slice(1, -1);
  const ascii = quoted.replaceAll(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const html = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [piece, quoted, ascii, html, encodeURIComponent(piece), ...inBase64(piece)];
}

/** Of each place that it may have in what is encoded, the letters that it alone decides. */
function inBase64(piece: string): readonly string[] {
  const bytes = Buffer.from(piece);
  return [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
}

const FORMS: ReadonlyMap<string, readonly Buffer[]> = new Map(
  [...new Set([...PLANTED.map(({ secret }) => secret), ...KEY_BODY].flatMap(piecesOf))].map(
    (piece) => [piece, [...new Set(formsOf(piece))].map((form) => Buffer.from(form))],
  ),
);

/** The pieces of planted secrets that stand in it, in whatever form; empty where there is none. */
export function plantedIn(said: Buffer | string): readonly string[] {
  const bytes = Buffer.from(said);
  return [...FORMS].flatMap(([piece, forms]) =>
    forms.some((form) => bytes.includes(form)) ? [piece] : [],
  );
}
