/** How to reach one cluster and who we are there, whichever place it was read from. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { failed, misconfigured, type Result, success } from './errors.ts';
import type { ExecPlugin } from './exec-settings.ts';
import type { Impersonation } from './impersonation.ts';
import type { ProxyUrl } from './proxy.ts';

export interface ClusterSettings {
  /** The kubeconfig's context, or `in-cluster`. */
  readonly name: string;
  /** URL, perhaps with a path (proxies such as Rancher have one); without a slash at the end. */
  readonly server: string;
  readonly tls: Tls;
  /** Null: nothing was said, so the environment decides. */
  readonly proxy: ProxyUrl | null;
  readonly identity: Identity;
  readonly impersonation: Impersonation;
}

export interface Tls {
  /** PEM. Null: the authorities that Node trusts. */
  readonly ca: string | null;
  /** The client certificate, PEM. */
  readonly cert: string | null;
  readonly key: string | null;
  /** The name that the server's certificate must bear, when not the host's. */
  readonly serverName: string | null;
  readonly verify: boolean;
}

/** What goes into the Authorization header; a client certificate stands in `tls` and may come on top. */
export type Identity =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin };

/** The way to a server: with which TLS material, and through what. */
export interface Route {
  readonly tls: Tls;
  /** Null: straight. */
  readonly proxy: ProxyUrl | null;
}

/** The same for the same way: a connection pool may be kept exactly as long as this does not change. */
export const fingerprintOf = ({ tls, proxy }: Route): string =>
  createHash('sha256')
    .update(JSON.stringify([tls.ca, tls.cert, tls.key, tls.serverName, tls.verify, proxy?.href]))
    .digest('hex');

/** A file's text, trimmed; `field` names what pointed to it, for the sentence of the failure. */
export async function readNamed(path: string, field: string): Promise<Result<string>> {
  try {
    const content = (await readFile(path, 'utf8')).trim();
    if (content !== '') return success(content);
    return failed(misconfigured(`${field} names ${path}, which is empty.`, path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(
      misconfigured(`${field} names ${path}, which cannot be read: ${reason}.`, path, error),
    );
  }
}

/** Whether this can be a bearer token. A line break within would make the header invalid. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
