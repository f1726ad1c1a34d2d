/** What is kept of an attempt's log: asked for when somebody looks, and told in words where there is nothing to show. */
import type { Problem, SharedFailure, TailDocument, TailHead } from '@podline/contract';
import type { Attempt, Evidence, Finding, Millis } from '@podline/domain';
import { plainText, type Span, spansOf } from '../logs/ansi.ts';
import { countWords } from '../ui/count-words.ts';
import { visibleIn } from '../ui/visible.ts';

/** The newest that was asked for of that run; null: nobody asked. */
export const headOf = (
  tails: readonly TailHead[],
  container: string,
  attempt: Pick<Attempt, 'number' | 'containerId'>,
): TailHead | null =>
  tails.findLast(
    (it) =>
      it.container === container &&
      it.attempt === attempt.number &&
      (attempt.containerId === null || it.containerId === attempt.containerId),
  ) ?? null;

/** Why there are no lines; null where there are. */
export function noLinesWords(head: TailHead): string | null {
  switch (head.outcome) {
    case 'kept':
      return head.lines === 0 ? 'It wrote nothing.' : null;
    case 'gone':
      return 'When its end was seen, the cluster no longer had its log.';
    case 'forbidden':
      return 'Podline may not read logs in this namespace: it needs get on pods/log.';
    case 'skipped':
      return 'Its log was not asked for: more attempts ended than Podline asks for.';
    case 'failed':
      return 'Its log could not be read, although Podline tried several times.';
  }
}

/** Whether there is anything to ask for: lines, or how often the same was seen. */
export const isAskedFor = (head: TailHead): boolean =>
  noLinesWords(head) === null || head.signature !== null;

/** `12 lines, the last of more; 2 secrets masked`. */
export function keptWords({ lines, isCut, masked }: TailHead): string {
  const secrets = masked === 0 ? '' : `; ${countWords(masked, 'secret')} masked`;
  return `${countWords(lines, 'line')}${isCut ? ', the last of more' : ''}${secrets}`;
}

export interface ShownLine {
  readonly at: Millis | null;
  /** What is seen of it, in its colours. */
  readonly spans: readonly Span[];
  /** A finding quotes it. */
  readonly isTold: boolean;
}

export type ShownLog =
  | {
      readonly kind: 'lines';
      readonly lines: readonly ShownLine[];
      /** What it failed of, and how often that was seen; null: nothing tells. */
      readonly shared: SharedFailure | null;
    }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface Whose {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly container: string;
  readonly attempt: number;
}

export function tailAddress({ namespace, name, uid, container, attempt }: Whose): string {
  const query = new URLSearchParams({ uid, container, attempt: String(attempt) });
  return `/api/pods/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/tails?${query}`;
}

/** Rejects when no answer comes. */
export async function readLog(
  whose: Whose,
  findings: readonly Finding[],
  get: (address: string) => Promise<Response>,
): Promise<ShownLog> {
  const answer = await get(tailAddress(whose));
  if (!answer.ok) return { kind: 'problem', problem: visibleIn((await answer.json()) as Problem) };
  const { lines, signature } = (await answer.json()) as TailDocument;
  const told = quotedIn(findings, whose);
  return {
    kind: 'lines',
    shared: visibleIn(signature),
    lines: lines.map(({ at, text }) => {
      const spans = spansOf(text);
      const shown = plainText(spans);
      return { at, spans, isTold: told.some((it) => isQuote(it, shown)) };
    }),
  };
}

const quotedIn = (
  findings: readonly Finding[],
  { container, attempt }: Pick<Whose, 'container' | 'attempt'>,
): readonly string[] =>
  findings
    .flatMap(({ evidence }) => evidence)
    .filter((it) => it.kind === 'log' && isOf(it, container, attempt))
    .map(({ text }) => text.replace(/…$/, '').trim());

const isOf = ({ ref }: Evidence, container: string, attempt: number): boolean =>
  ref !== null && 'attempt' in ref && ref.container === container && ref.attempt === attempt;

/** A finding quotes a line from its beginning, and shortens it where it is long. */
const isQuote = (told: string, line: string): boolean =>
  told.length > 3 && line.trim().replace(/\s+/g, ' ').startsWith(told.replace(/\s+/g, ' '));
