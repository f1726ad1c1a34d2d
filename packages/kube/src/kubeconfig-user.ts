/** Who a kubeconfig's user is, read from the file or from where it points to. */
import { text } from './api-json.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { execPluginOf } from './exec-settings.ts';
import { type Entry, isSaid } from './kubeconfig-entry.ts';
import { type Identity, isToken, readNamed } from './settings.ts';

/** Who `user` is at `cluster`. More than one way at once is refused, as kubectl does. */
export async function identityOf(user: Entry, cluster: Entry): Promise<Result<Identity>> {
  const given = (field: string): boolean => isSaid(user.raw[field]);
  const ways: readonly string[] = [
    ...(given('token') || given('tokenFile') ? ['token'] : []),
    ...(given('username') || given('password') ? ['username and password'] : []),
    ...(given('exec') ? ['exec'] : []),
  ];
  if (ways.length > 1)
    return failed(misconfigured(`${user.at} has both ${ways.join(' and ')}; keep one.`));
  switch (ways[0]) {
    case 'token':
      return bearer(user);
    case 'username and password':
      return success({
        kind: 'basic',
        username: text(user.raw['username']) ?? '',
        password: text(user.raw['password']) ?? '',
      });
    case 'exec': {
      const plugin = execPluginOf(user, cluster);
      return plugin.ok ? success({ kind: 'exec', plugin: plugin.value }) : plugin;
    }
    default:
      return success({ kind: 'none' });
  }
}

async function bearer(user: Entry): Promise<Result<Identity>> {
  const path = text(user.raw['tokenFile']);
  // client-go: the file takes precedence over the token beside it.
  const token =
    path === null
      ? success((text(user.raw['token']) ?? '').trim())
      : await readNamed(user.beside(path), `${user.at}, field tokenFile,`);
  if (!token.ok) return token;
  if (isToken(token.value)) return success({ kind: 'bearer', token: token.value });
  return failed(misconfigured(`${user.at} has a token with characters that no token has.`));
}
