/** `as`, `as-uid`, `as-groups` and `as-user-extra` of a kubeconfig's user: acting as somebody else, by Impersonate-… headers. */
import { type JsonRecord, record } from './api-json.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { type Entry, isSaid } from './kubeconfig-entry.ts';

/** Headers by name, each with its values; none: we act as who we are. */
export type Impersonation = Readonly<Record<string, readonly string[]>>;

interface Wish {
  readonly field: string;
  readonly header: string;
  readonly values: readonly unknown[];
}

/** The headers that `user` asks for. Without `as` the other fields are refused, as kubectl refuses them. */
export function impersonationOf({ raw, at }: Entry): Result<Impersonation> {
  const wishes = wishesOf(raw);
  const [first] = wishes;
  if (first === undefined) return success({});
  if (first.field !== 'as')
    return failed(misconfigured(`${at} sets ${first.field} without as; name the user too.`));

  const headers: Record<string, readonly string[]> = {};
  for (const { field, header, values } of wishes) {
    const texts = values.flatMap(headerValue);
    if (texts.length !== values.length)
      return failed(misconfigured(`${at}, field ${field}, holds something that is no name.`));
    headers[header] = [...(headers[header] ?? []), ...texts];
  }
  return success(headers);
}

function wishesOf(raw: JsonRecord): readonly Wish[] {
  const extra = raw['as-user-extra'];
  const said: readonly Wish[] = [
    { field: 'as', header: 'Impersonate-User', values: one(raw['as']) },
    { field: 'as-uid', header: 'Impersonate-Uid', values: one(raw['as-uid']) },
    { field: 'as-groups', header: 'Impersonate-Group', values: many(raw['as-groups']) },
    ...Object.entries(record(extra)).map(([key, values]) => ({
      field: 'as-user-extra',
      header: `Impersonate-Extra-${escaped(key)}`,
      values: many(values),
    })),
    // What is no map of lists is no name either, and so refused.
    { field: 'as-user-extra', header: '', values: record(extra) === extra ? [] : one(extra, null) },
  ];
  return said.filter((wish) => wish.values.length > 0);
}

const one = (value: unknown, as: unknown = value): readonly unknown[] =>
  isSaid(value) ? [as] : [];

const many = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : one(value, null);

/** None for what cannot stand in a header. UTF-8 goes byte by byte, as Go sends it. */
const headerValue = (value: unknown): readonly string[] =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass.
  typeof value === 'string' && value !== '' && !/[\0-\x1f\x7f]/.test(value)
    ? [Buffer.from(value, 'utf8').toString('latin1')]
    : [];

/** client-go's `headerKeyEscape`: what may not stand in a header's name, and `%` itself, is percent-encoded byte by byte. */
const escaped = (key: string): string =>
  [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[\w!#$&'*+.^`|~-]/.test(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
