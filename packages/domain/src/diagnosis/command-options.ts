/** The options of a command, as most programs read them. */

export interface Parsed {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** `values`: the options that take one, without dashes. What follows `--` belongs to another program. */
export function parsed(args: readonly string[], values: readonly string[]): Parsed {
  const options = new Map<string, string>();
  const rest: string[] = [];
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  for (let i = 0; i < own.length; i++) {
    const word = own[i] ?? '';
    const option = /^-./.test(word) ? optionOf(word, values) : null;
    if (option === null) rest.push(word);
    else if (option.value !== null) options.set(option.name, option.value);
    else if (option.takesNext) options.set(option.name, own[++i] ?? '');
  }
  return { options, rest };
}

interface Option {
  readonly name: string;
  readonly value: string | null;
  readonly takesNext: boolean;
}

function optionOf(word: string, values: readonly string[]): Option {
  const [, name = '', value = null] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const attached = attachedValue(word, values);
  if (value !== null) return { name, value, takesNext: false };
  if (attached !== null) return { name: attached[0], value: attached[1], takesNext: false };
  return { name: lastName(word, name), value: null, takesNext: takesValue(word, name, values) };
}

/** `-hdb` is `-h db`. */
function attachedValue(
  word: string,
  values: readonly string[],
): readonly [name: string, value: string] | null {
  const letter = word[1] ?? '';
  const isAttached = word.length > 2 && word[1] !== '-' && values.includes(letter);
  return isAttached && !values.includes(word.slice(1)) ? [letter, word.slice(2)] : null;
}

/** `-zw 2`: the last letter of a bundle may take the value. */
const takesValue = (word: string, name: string, values: readonly string[]): boolean =>
  values.includes(name) || (/^-[a-zA-Z]{2,4}$/.test(word) && values.includes(name.at(-1) ?? ''));

const lastName = (word: string, name: string): string =>
  /^-[a-zA-Z]{2,4}$/.test(word) && name.length > 1 ? (name.at(-1) ?? name) : name;
