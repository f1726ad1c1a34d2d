/** Credentials from a kubeconfig's exec plugin: one run at a time, kept until shortly before they expire. */
import type { Millis } from '@podline/domain';
import { record, text, time } from './api-json.ts';
import { type Clock, withDeadline } from './clock.ts';
import { failed, loginFailed, type Result, success } from './errors.ts';
import { type ProgramEnd, runProgram } from './exec-process.ts';
import type { ExecPlugin } from './exec-settings.ts';
import { oneLine, withoutAnySecret } from './secrets.ts';
import { isToken, type Tls } from './settings.ts';
import { pairFault } from './tls-settings.ts';

/** Some plugins open a browser or ask a slow cloud; longer than this they hang. */
const DEADLINE_MS = 30_000;
/** client-go's leeway: a credential must outlive the request that it goes with. */
const LEEWAY_MS = 10_000;
/** Of its complaint; a sentence is no log. */
const MAX_QUOTED = 300;
const QUOTED_LINES = 3;

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
  /** Stops a run under way. */
  readonly close: () => void;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The plugin as a source of credentials for `server`.
 * A plugin that fails, hangs (killed after 30 s with all it started), floods or prints no ExecCredential is a
 * `login-failed`; the next call runs it again.
 */
export function execSource(
  plugin: ExecPlugin,
  server: { readonly url: string; readonly tls: Tls },
  env: Env,
  clock: Clock,
): ExecSource {
  const closed = new AbortController();
  let kept: { readonly credential: ExecCredential; readonly until: number } | null = null;
  let running: Promise<Result<ExecCredential>> | null = null;

  const run = async (): Promise<Result<ExecCredential>> => {
    const end = await withDeadline(clock, DEADLINE_MS, closed.signal, (signal) =>
      runProgram({ ...plugin, env: environment(plugin, server, env) }, signal),
    );
    running = null;
    const result = credentialOf(plugin, end);
    kept = result.ok ? keptUntil(result.value, clock.now()) : null;
    return result;
  };
  return {
    credential: async () => {
      if (kept !== null && kept.until > clock.now()) return success(kept.credential);
      running ??= run();
      return running;
    },
    drop: () => {
      kept = null;
    },
    close: () => closed.abort(null),
  };
}

/** One that our clock takes for expired is tried all the same for a while: else each request would run the plugin. */
const keptUntil = (credential: ExecCredential, now: Millis) => ({
  credential,
  until:
    credential.expiresAt === null
      ? Number.POSITIVE_INFINITY
      : Math.max(credential.expiresAt, now + 2 * LEEWAY_MS) - LEEWAY_MS,
});

/** KUBERNETES_EXEC_INFO tells a plugin which answer is wanted and, where it asks, for which cluster. */
function environment(
  plugin: ExecPlugin,
  { url, tls }: { readonly url: string; readonly tls: Tls },
  env: Env,
): Env {
  const cluster = {
    server: url,
    ...(tls.serverName === null ? {} : { 'tls-server-name': tls.serverName }),
    ...(tls.verify ? {} : { 'insecure-skip-tls-verify': true }),
    ...(tls.ca === null
      ? {}
      : { 'certificate-authority-data': Buffer.from(tls.ca).toString('base64') }),
    ...plugin.clusterExtras,
  };
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  };
  return { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function credentialOf(plugin: ExecPlugin, end: ProgramEnd): Result<ExecCredential> {
  const found = faultOfEnd(plugin, end) ?? credentialIn(plugin, end);
  if (typeof found !== 'string') return success(found);
  const hint = plugin.installHint === null ? '' : ` ${oneLine(plugin.installHint, MAX_QUOTED)}`;
  const sentence = `${plugin.at}: the exec plugin ${plugin.command} ${found}.${hint}`;
  return failed(loginFailed(sentence, plugin.command));
}

/** Null when it ended well. */
function faultOfEnd(plugin: ExecPlugin, end: ProgramEnd): string | null {
  switch (end.kind) {
    case 'stopped':
      return 'did not end within 30 s and was stopped';
    case 'flooded':
      return 'printed more than 1 MiB and was stopped';
    case 'not-started':
      return end.code === 'ENOENT' ? 'does not exist' : `cannot be started (${end.code})`;
    case 'ended': {
      if (end.exitCode === 0) return null;
      const how =
        end.endedBy === null ? `failed (exit ${end.exitCode})` : `was ended by ${end.endedBy}`;
      const said = complaint(plugin, end.stderr);
      return said === '' ? how : `${how}: ${said}`;
    }
  }
}

/** The last lines that it wrote to stderr, without what may be a secret: what it was given, and what looks like one. */
function complaint(plugin: ExecPlugin, stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const said = lines.slice(-QUOTED_LINES).join(' ');
  const given = [...Object.values(plugin.env), ...plugin.args.flatMap(valuesIn)];
  return oneLine(withoutAnySecret(said, given), MAX_QUOTED).replace(/\.+$/, '');
}

/** Of `--client-secret=abc` also the `abc`. */
const valuesIn = (arg: string): readonly string[] => [arg, arg.slice(arg.indexOf('=') + 1)];

/** A text says what is wrong; what the plugin printed may hold a token, so none of it is quoted. */
function credentialIn(plugin: ExecPlugin, end: ProgramEnd): ExecCredential | string {
  const answer = record(end.kind === 'ended' ? parsed(end.stdout) : null);
  if (answer['kind'] !== 'ExecCredential') return NOT_ONE;
  if (answer['apiVersion'] !== plugin.apiVersion)
    return `does not answer in ${plugin.apiVersion}, as the kubeconfig asks; upgrade it`;
  const status = record(answer['status']);
  const token = text(status['token']);
  const cert = text(status['clientCertificateData']);
  const key = text(status['clientKeyData']);
  const isWhole = cert === null ? token !== null && key === null : key !== null;
  if (!isWhole) return NOT_ONE;
  if (token !== null && !isToken(token)) return 'printed a token with characters that no token has';
  const fault = pairFault(cert, key);
  if (fault !== null) return `printed a client certificate ${fault}`;
  return { token, cert, key, expiresAt: time(status['expirationTimestamp']) };
}

const NOT_ONE = 'printed no ExecCredential with a token, or a certificate and its key';

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}
