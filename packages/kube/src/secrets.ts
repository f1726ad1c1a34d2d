/** Texts from outside made fit for a sentence: without credentials, without control characters, short. */

const ELLIPSIS = '…';
/** Shorter ones would blank out ordinary words, and guard nothing. */
const SHORTEST_SECRET = 6;

/** `text` with each of `secrets` blanked out. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((left, secret) => left.replaceAll(secret, ELLIPSIS), text);

/** What looks like a credential, whoever wrote it: the last line of defence, so better too much than too little. */
const LOOKS_SECRET: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\beyJ[\w-]+(\.[\w-]*)*/g, ELLIPSIS],
  [/\b(bearer|basic)\s+[^\s"',]+/gi, `$1 ${ELLIPSIS}`],
  [
    /((?:password|passwd|secret|token|api[-_]?key|authorization|credential|assertion)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi,
    `$1${ELLIPSIS}`,
  ],
  [/:\/\/[^@\s/]+@/g, `://${ELLIPSIS}@`],
  [/[\w+=~-]{32,}/g, ELLIPSIS],
];

/** `text` with each of `secrets`, and whatever looks like one, blanked out. */
export const withoutAnySecret = (text: string, secrets: readonly string[]): string =>
  LOOKS_SECRET.reduce(
    (left, [pattern, instead]) => left.replace(pattern, instead),
    withoutSecrets(text, secrets),
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal, and whatever else commands one.
const CONTROL = /\x1b\[[0-9;?]*[ -/]*[@-~]|[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** `text` on one line, without what commands a terminal, of at most `maxLength` characters. */
export function oneLine(text: string, maxLength: number): string {
  const line = text.replace(CONTROL, '').replace(/\s+/g, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}${ELLIPSIS}`;
}
