/** The user's own table of secrets: a JSON file, read once at the start, looked at before the built-in table. */
import { readFile } from 'node:fs/promises';
import { MASK_RULES, type MaskRule, ownMaskRules } from '@podline/domain';
import * as v from 'valibot';
import { WrongSetting } from './config.ts';

const words = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
/** Shorter signs would mask half of every line. */
const sign = v.pipe(words, v.minLength(3));

const MaskFile = v.pipe(
  v.array(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('key'), name: words, key: sign }),
      v.strictObject({
        kind: v.literal('starts'),
        name: words,
        starts: sign,
        atLeast: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(256)),
      }),
      v.strictObject({ kind: v.literal('between'), name: words, after: sign, until: words }),
    ]),
  ),
  v.maxLength(200),
);

/** The file's rules, then the built-in ones; only those where `path` is null. @throws WrongSetting naming the file and the rule. */
export async function readMaskRules(path: string | null): Promise<readonly MaskRule[]> {
  if (path === null) return MASK_RULES;
  const own = v.safeParse(MaskFile, await jsonOf(path));
  if (own.success) return [...ownMaskRules(own.output), ...MASK_RULES];
  const [issue] = own.issues;
  const place = v.getDotPath(issue);
  const where = place === null ? '' : `, at ${place}`;
  throw new WrongSetting(`The mask rules in ${path} cannot be used${where}: ${issue.message}.`);
}

async function jsonOf(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new WrongSetting(
      `The mask rules ${path} cannot be read (${cause.code ?? cause.message}).`,
    );
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongSetting(`The mask rules ${path} are not JSON.`);
  }
}
