/** A line of YAML cut by what its parts are, for the eye; nothing is understood that YAML would have to be read for. */

export interface YamlPart {
  readonly text: string;
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'comment' | 'masked' | 'plain';
}

/** An indent with its dashes; a key in quotes or without; the rest. */
const LINE =
  /^(\s*(?:- +)*)(?:("(?:[^"\\]|\\.)*"|[^\s"'#[\]{}|>&*!%@`-][^#]*?|[^\s"':]+):(?=\s|$))?(.*)$/su;
const WORDS = new Set(['true', 'false', 'null', '{}', '[]', '|', '|-', '|+', '>', '>-', '>+']);

/** In order; their texts together are the line. */
export function yamlParts(line: string): readonly YamlPart[] {
  const [, indent = '', key, value = ''] = LINE.exec(line) ?? [];
  const parts: YamlPart[] = [
    { text: indent, kind: 'plain' },
    ...(key === undefined
      ? []
      : [{ text: key, kind: 'key' } as const, { text: ':', kind: 'plain' } as const]),
    ...valueParts(value),
  ];
  return parts.filter(({ text }) => text !== '');
}

function valueParts(value: string): readonly YamlPart[] {
  const bare = value.trim();
  if (bare === '') return [{ text: value, kind: 'plain' }];
  if (bare.startsWith('#')) return [{ text: value, kind: 'comment' }];
  if (WORDS.has(bare)) return [{ text: value, kind: 'word' }];
  if (/^-?\d[\d.eE+]*$/.test(bare)) return [{ text: value, kind: 'number' }];
  return value.split(/(•••)/).map((text) => ({ text, kind: text === '•••' ? 'masked' : 'string' }));
}
