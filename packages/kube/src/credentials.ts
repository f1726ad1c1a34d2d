/** Credentials, TLS material and proxy of one cluster, renewed while in use. */
import type { Clock } from './clock.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { type ExecSource, execSource } from './exec-plugin.ts';
import type { ExecPlugin } from './exec-settings.ts';
import { secretsOfProxy } from './proxy.ts';
import { type ClusterSettings, fingerprintOf, type Route } from './settings.ts';

/** client-go's period for token files, one minute, less its leeway of 10 s; the kubelet rotates a token when 20 % of its life is left. */
const REREAD_MS = 50_000;

export interface CredentialOptions {
  readonly settings: ClusterSettings;
  readonly reread: () => Promise<Result<ClusterSettings>>;
  /** For exec plugins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** What one request needs to be accepted. */
export interface Access {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly route: Route;
  /** What of it may stand in no sentence. */
  readonly secrets: readonly string[];
}

export const isSame = (a: Access, b: Access): boolean =>
  JSON.stringify(a.headers) === JSON.stringify(b.headers) &&
  fingerprintOf(a.route) === fingerprintOf(b.route);

export interface Renewing {
  /** What goes with the next request. */
  readonly access: () => Promise<Result<Access>>;
  /**
   * The same after a 401 to `rejected`: everything is read anew. An exec plugin runs anew, unless another request has had it run
   * since `rejected` was given out.
   */
  readonly renew: (rejected: Access) => Promise<Result<Access>>;
  /** Stops an exec plugin under way. */
  readonly close: () => void;
}

/**
 * Settings are read again every 50 s and when the server rejects them.
 * A reread that fails keeps the last good settings: a file in the middle of being replaced is no reason to stop.
 * The address stays that of the first settings, because another address may be another cluster: `renew` then fails.
 */
export function renewing(options: CredentialOptions): Renewing {
  const { clock } = options;
  let settings = options.settings;
  let readAt = clock.now();
  let exec: { readonly of: string; readonly source: ExecSource } | null = null;
  let rereading: Promise<Result<null>> | null = null;

  const reread = async (): Promise<Result<null>> => {
    const read = await options.reread();
    readAt = clock.now();
    rereading = null;
    if (!read.ok) return success(null);
    if (read.value.server !== options.settings.server)
      return failed(
        misconfigured(
          `${options.settings.name} is now at ${read.value.server}; restart Podline to watch there.`,
        ),
      );
    settings = read.value;
    return success(null);
  };
  const refreshed = (): Promise<Result<null>> => (rereading ??= reread());

  const execFor = (plugin: ExecPlugin): ExecSource => {
    const { server, tls } = settings;
    const of = JSON.stringify([plugin, tls]);
    if (exec?.of !== of) {
      exec?.source.close();
      exec = { of, source: execSource(plugin, { url: server, tls }, options.env, clock) };
    }
    return exec.source;
  };

  const present = async (): Promise<Result<Access>> => {
    const { identity, tls, proxy, impersonation } = settings;
    const accessWith = (
      authorization: string | null,
      secrets: readonly string[],
      route: Route = { tls, proxy },
    ): Result<Access> =>
      success({
        headers: { ...(authorization === null ? {} : { authorization }), ...impersonation },
        route,
        secrets: [...secrets, ...secretsOfProxy(proxy)],
      });
    switch (identity.kind) {
      case 'none':
        return accessWith(null, []);
      case 'bearer':
        return accessWith(`Bearer ${identity.token}`, [identity.token]);
      case 'basic': {
        const { username, password } = identity;
        const pair = Buffer.from(`${username}:${password}`).toString('base64');
        return accessWith(`Basic ${pair}`, [pair, password]);
      }
      case 'exec': {
        const credential = await execFor(identity.plugin).credential();
        if (!credential.ok) return credential;
        const { token, cert, key } = credential.value;
        const route = cert === null ? { tls, proxy } : { tls: { ...tls, cert, key }, proxy };
        return token === null
          ? accessWith(null, [], route)
          : accessWith(`Bearer ${token}`, [token], route);
      }
    }
  };

  return {
    access: async () => {
      // Whatever came of it: as long as the server takes what we have, we go on with that.
      if (clock.now() - readAt >= REREAD_MS) await refreshed();
      return present();
    },
    renew: async (rejected) => {
      const outcome = await refreshed();
      if (!outcome.ok) return outcome;
      const now = await present();
      if (exec === null || !now.ok || !isSame(rejected, now.value)) return now;
      exec.source.drop();
      return present();
    },
    close: () => exec?.source.close(),
  };
}
