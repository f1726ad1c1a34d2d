/** What the app is made of, and what comes of it. */
import type { Millis, Patience, RoleRule } from '@podline/domain';
import type { ResolvedCluster } from '@podline/kube';
import type { StoreError } from '@podline/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Keep } from './retention.ts';
import type { LogSettings } from './tails/log-desk.ts';
import type { WebhookParts } from './webhook/webhook.ts';

export interface AppParts {
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Pages that one address may have open; null for any number. */
  readonly pagesPerAddress: number | null;
  /** Where to serve metrics; null for nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Where causes are told; null for nowhere. */
  readonly webhook:
    | (Pick<WebhookParts, 'post' | 'shape'> & { readonly publicUrl: string | null })
    | null;
  readonly dbPath: string;
  readonly keep: Keep;
  readonly webFolder: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly isDemo: boolean;
  /** What tells sidecars from apps; the first that fits decides. */
  readonly rules: readonly RoleRule[];
  readonly patience: Patience;
  /** Whether Kubernetes Events are read. */
  readonly events: boolean;
  /** Which logs are kept, how much of them, and what is masked in them and in the pods' messages. */
  readonly logs: LogSettings;
  /** Which cluster to watch; called again while it cannot be used. */
  readonly resolve: () => Promise<ResolvedCluster>;
  readonly now: () => Millis;
  /** Milliseconds that only grow, whatever happens to the wall clock. */
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly logger: FastifyBaseLogger;
}

export interface App {
  /** Where it listens, e.g. `http://127.0.0.1:7878`. */
  readonly url: string;
  /** Where it serves metrics; null when it does not. */
  readonly metricsUrl: string | null;
  /** Not null: the database cannot be used, so nothing is watched; the page says this. */
  readonly unusable: StoreError | null;
  /** Rejects when recording can go on no more; never resolves before `close`. */
  readonly watching: Promise<void>;
  /** Ends the watch, writes what is under way, tells the pages, lets go of port and file. */
  close(): Promise<void>;
}
