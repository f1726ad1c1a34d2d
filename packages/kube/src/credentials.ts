/** Credentials and TLS material of one cluster, renewed while in use. */
import type { Clock } from './clock.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { type ExecSource, execSource } from './exec-plugin.ts';
import { type ClusterSettings, fingerprintOf, type Tls } from './settings.ts';

/** client-go's period for token files; the kubelet rotates a token when 20 % of its life is left, so this is ample. */
const REREAD_MS = 60_000;

export interface CredentialOptions {
  readonly settings: ClusterSettings;
  readonly reread: () => Promise<Result<ClusterSettings>>;
  /** For exec plugins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** What one request needs to be accepted. */
export interface Access {
  readonly authorization: string | null;
  readonly tls: Tls;
}

export const isSame = (a: Access, b: Access): boolean =>
  a.authorization === b.authorization && fingerprintOf(a.tls) === fingerprintOf(b.tls);

export interface Renewing {
  /** What goes with the next request. */
  readonly access: () => Promise<Result<Access>>;
  /** The same after a 401: everything is read anew, an exec plugin runs anew. */
  readonly renew: () => Promise<Result<Access>>;
}

/**
 * Settings are read again every 60 s and when the server rejects them.
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

  const execFor = (of: ClusterSettings & { identity: { kind: 'exec' } }): ExecSource => {
    const key = JSON.stringify(of.identity);
    if (exec?.of !== key)
      exec = {
        of: key,
        source: execSource(of.identity.plugin, { url: of.server, tls: of.tls }, options.env, clock),
      };
    return exec.source;
  };

  const present = async (): Promise<Result<Access>> => {
    const { identity, tls } = settings;
    switch (identity.kind) {
      case 'none':
        return success({ authorization: null, tls });
      case 'bearer':
        return success({ authorization: `Bearer ${identity.token}`, tls });
      case 'basic': {
        const pair = Buffer.from(`${identity.username}:${identity.password}`).toString('base64');
        return success({ authorization: `Basic ${pair}`, tls });
      }
      case 'exec': {
        const credential = await execFor({ ...settings, identity }).credential();
        if (!credential.ok) return credential;
        const { token, cert, key } = credential.value;
        return success({
          authorization: token === null ? null : `Bearer ${token}`,
          tls: cert === null ? tls : { ...tls, cert, key },
        });
      }
    }
  };

  return {
    access: async () => {
      // Whatever came of it: as long as the server takes what we have, we go on with that.
      if (clock.now() - readAt >= REREAD_MS) await refreshed();
      return present();
    },
    renew: async () => {
      const outcome = await refreshed();
      if (!outcome.ok) return outcome;
      exec?.source.drop();
      return present();
    },
  };
}
