/** The user's own table of helpers and apps: a JSON file, read once at the start, looked at before the built-in table. */
import { readFile } from 'node:fs/promises';
import { ROLE_RULES, type RoleRule } from '@podline/domain';
import * as v from 'valibot';
import { WrongSetting } from './config.ts';

const sign = v.optional(v.pipe(v.string(), v.nonEmpty()));

const RoleFile = v.array(
  v.pipe(
    v.strictObject({
      by: v.pipe(v.string(), v.nonEmpty()),
      role: v.picklist(['app', 'sidecar', 'init']),
      name: sign,
      image: sign,
      label: sign,
      beside: sign,
    }),
    v.check(
      ({ name, image, label, beside }) =>
        [name, image, label, beside].some((it) => it !== undefined),
      'a rule needs at least one of name, image, label and beside',
    ),
  ),
);

/** The file's rules, then the built-in ones; only those where `path` is null. @throws WrongSetting naming the file and the rule. */
export async function readRoleRules(path: string | null): Promise<readonly RoleRule[]> {
  if (path === null) return ROLE_RULES;
  const own = v.safeParse(RoleFile, await jsonOf(path));
  if (own.success) return [...own.output.map(withoutMissing), ...ROLE_RULES];
  const [issue] = own.issues;
  const place = v.getDotPath(issue);
  const where = place === null ? '' : `, at ${place}`;
  throw new WrongSetting(`The role rules in ${path} cannot be used${where}: ${issue.message}.`);
}

async function jsonOf(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new WrongSetting(
      `The role rules ${path} cannot be read (${cause.code ?? cause.message}).`,
    );
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongSetting(`The role rules ${path} are not JSON.`);
  }
}

/** A sign that is not given must be absent, not undefined: all signs that are there have to fit. */
const withoutMissing = (rule: v.InferOutput<typeof RoleFile>[number]): RoleRule => ({
  by: rule.by,
  role: rule.role,
  ...(rule.name === undefined ? {} : { name: rule.name }),
  ...(rule.image === undefined ? {} : { image: rule.image }),
  ...(rule.label === undefined ? {} : { label: rule.label }),
  ...(rule.beside === undefined ? {} : { beside: rule.beside }),
});
