/** Parts of a shell script that do not run where they stand. */

export interface Functions {
  /** The script without them. */
  readonly rest: string;
  /** Their bodies, by name. */
  readonly functions: ReadonlyMap<string, string>;
}

const HEAD = /(^|[\s;&|])(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*\{/g;

/** One whose end is not found is none. */
export function withoutFunctions(script: string): Functions {
  const functions = new Map<string, string>();
  let rest = '';
  let from = 0;
  for (const match of script.matchAll(HEAD)) {
    const start = match.index + match[0].length;
    const end = match.index < from ? -1 : closingBrace(script, start);
    if (end === -1) continue;
    functions.set(match[2] ?? match[3] ?? '', script.slice(start, end));
    rest += `${script.slice(from, match.index)}${match[1]}:`;
    from = end + 1;
  }
  return { rest: rest + script.slice(from), functions };
}

/** Those of `${NAME}` and of JSON come in pairs too. */
function closingBrace(script: string, from: number): number {
  let open = 1;
  for (let i = from; i < script.length; i++) {
    if (script[i] === '{') open += 1;
    if (script[i] === '}') open -= 1;
    if (open === 0) return i;
  }
  return -1;
}

/** `cat <<EOF` is text; what a shell is given so (`sh <<EOF`) is run, and stays. */
export function withoutHereDocuments(script: string): string {
  if (!script.includes('<<')) return script;
  const kept: string[] = [];
  const lines = script.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    kept.push(line);
    const end = /(?<!<)<<-?\s*(["'\\]?)(\w+)\1/.exec(line)?.[2];
    if (end === undefined || /(?:^|[\s;&|/])(?:ba|da|a|k|z)?sh\b[^<]*<</.test(line)) continue;
    const last = lines.findIndex((it, place) => place > i && it.trim() === end);
    if (last !== -1) i = last;
  }
  return kept.join('\n');
}
