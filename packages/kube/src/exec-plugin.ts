/** Credentials from a kubeconfig's exec plugin: one run at a time, kept until shortly before they expire. */
import { execFile } from 'node:child_process';
import type { Millis } from '@podline/domain';
import { record, text, time } from './api-json.ts';
import { type Clock, DeadlineExceeded, withDeadline } from './clock.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import type { ExecPlugin, Tls } from './settings.ts';

/** Some plugins open a browser or ask a slow cloud; longer than this they hang. */
const DEADLINE_MS = 30_000;
/** client-go's leeway: a credential must outlive the request that it goes with. */
const LEEWAY_MS = 10_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

export interface ExecCredential {
  readonly token: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** Null: until the server rejects it. */
  readonly expiresAt: Millis | null;
}

export interface ExecSource {
  /** The credential in hand, or that of the run under way, or of a new run. */
  readonly credential: () => Promise<Result<ExecCredential>>;
  /** The server rejected what we had: the next one comes from a new run. */
  readonly drop: () => void;
}

/**
 * The plugin as a source of credentials for `server`.
 * A plugin that fails, hangs (killed after 30 s) or prints no ExecCredential is a `misconfigured` failure; the next
 * call runs it again.
 */
export function execSource(
  plugin: ExecPlugin,
  server: { readonly url: string; readonly tls: Tls },
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): ExecSource {
  let kept: ExecCredential | null = null;
  let running: Promise<Result<ExecCredential>> | null = null;

  const run = async (): Promise<Result<ExecCredential>> => {
    const result = await runOnce(plugin, environment(plugin, server, env), clock);
    running = null;
    kept = result.ok ? result.value : null;
    return result;
  };
  return {
    credential: async () => {
      if (kept !== null && (kept.expiresAt === null || kept.expiresAt - LEEWAY_MS > clock.now()))
        return success(kept);
      running ??= run();
      return running;
    },
    drop: () => {
      kept = null;
    },
  };
}

/** KUBERNETES_EXEC_INFO tells a plugin which answer is wanted and, where it asks, for which cluster. */
function environment(
  plugin: ExecPlugin,
  server: { readonly url: string; readonly tls: Tls },
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const { tls } = server;
  const cluster = {
    server: server.url,
    ...(tls.serverName === null ? {} : { 'tls-server-name': tls.serverName }),
    ...(tls.verify ? {} : { 'insecure-skip-tls-verify': true }),
    ...(tls.ca === null
      ? {}
      : { 'certificate-authority-data': Buffer.from(tls.ca).toString('base64') }),
  };
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  };
  return { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

async function runOnce(
  plugin: ExecPlugin,
  env: Record<string, string | undefined>,
  clock: Clock,
): Promise<Result<ExecCredential>> {
  const refuse = (what: string, cause: unknown = null): Result<never> => {
    const hint = plugin.installHint === null ? '' : ` ${plugin.installHint.trim()}`;
    const sentence = `${plugin.at}: the exec plugin ${plugin.command} ${what}.${hint}`;
    return failed(misconfigured(sentence, plugin.command, cause));
  };
  try {
    const output = await withDeadline(clock, DEADLINE_MS, new AbortController().signal, (signal) =>
      outputOf(plugin, env, signal),
    );
    return credentialIn(output) ?? refuse('printed no ExecCredential with a token or certificate');
  } catch (error) {
    return refuse(faultOf(error), error);
  }
}

function outputOf(
  plugin: ExecPlugin,
  env: Record<string, string | undefined>,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { env, signal, maxBuffer: MAX_OUTPUT_BYTES, killSignal: 'SIGKILL' } as const;
  const child = execFile(plugin.command, [...plugin.args], options, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else reject(signal.aborted ? signal.reason : new PluginError(error, stderr));
  });
  child.stdin?.end();
  return promise;
}

class PluginError extends Error {
  readonly code: unknown;
  constructor(error: Error, stderr: string) {
    super(stderr.trim().split('\n').at(-1) || error.message, { cause: error });
    this.code = record(error)['code'];
  }
}

function faultOf(error: unknown): string {
  if (error instanceof DeadlineExceeded) return 'did not end within 30 s and was stopped';
  if (!(error instanceof PluginError)) return `could not be run: ${String(error)}`;
  if (error.code === 'ENOENT') return 'does not exist';
  return `failed: ${error.message.slice(0, 300)}`;
}

function credentialIn(output: string): Result<ExecCredential> | null {
  const status = record(record(parsed(output))['status']);
  const token = text(status['token']);
  const cert = text(status['clientCertificateData']);
  const key = text(status['clientKeyData']);
  const isWhole = cert === null ? token !== null : key !== null;
  if (!isWhole) return null;
  return success({ token, cert, key, expiresAt: time(status['expirationTimestamp']) });
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    // What it printed may hold a token, so it is not quoted; the caller says that it was no ExecCredential.
    return null;
  }
}
