/** Sentences in which names from outside stand in backticks. */

export interface TextPart {
  readonly text: string;
  /** A name, a command or a line: shown as it is written. */
  readonly isCode: boolean;
}

/** A backtick without a partner is a letter like others. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/`([^`]*)`/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isCode: false });
    if (match[1] !== undefined && match[1] !== '') parts.push({ text: match[1], isCode: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isCode: false });
  return parts;
}
