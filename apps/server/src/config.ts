/** What a person may set, as options and as environment variables; each wrong value is refused in one sentence. */
import { isIP } from 'node:net';
import { PATIENCE, type Patience } from '@podline/domain';
import { Option } from 'commander';
import {
  amount,
  contextName,
  count,
  filePath,
  hostAndPort,
  hostName,
  listOf,
  patience,
  portNumber,
  webAddress,
} from './setting-values.ts';
import { SHAPES, type Shape } from './webhook/message.ts';

export interface Config {
  /** Watch the recorded demo cluster whatever kubeconfig there is. */
  readonly demo: boolean;
  /** Recordings to play beside the demo's own. */
  readonly demoAdd: readonly string[];
  /** 0 asks the system for a free one. */
  readonly port: number;
  readonly host: string;
  /** Null: `.podline/podline.db`, or `.podline/demo.db` for the demo. */
  readonly db: string | null;
  /** Where to serve metrics; null for nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** How long the history of a pod that is gone is kept; 0 for ever. */
  readonly keepDays: number;
  /** How large the history may become; 0 for no limit. */
  readonly keepGib: number;
  /** Where causes are told; null: nowhere. Holds a secret, as a rule. */
  readonly webhook: string | null;
  readonly webhookShape: Shape;
  /** Where people reach Podline, for links in what is told; null: where it listens. */
  readonly publicUrl: string | null;
  /** Empty: all namespaces. */
  readonly namespace: readonly string[];
  /** Null: the kubeconfig's current context. */
  readonly context: string | null;
  /** A file of the user's own role rules; null: the built-in table alone. */
  readonly roles: string | null;
  readonly patience: Patience;
  /** Pages that one address other than this machine's may have open; 0 for any number. */
  readonly pagesPerAddress: number;
  readonly insecureNoAuth: boolean;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Setting {
  readonly flag: string;
  readonly env: string;
  /** As people read it. */
  readonly default: string;
  readonly description: string;
  readonly option: () => Option;
}

const setting = (
  flag: string,
  env: string,
  byDefault: string,
  description: string,
  finish: (option: Option) => Option,
): Setting => ({
  flag,
  env,
  default: byDefault,
  description,
  option() {
    const option = finish(new Option(flag, description).env(env));
    return option.default(option.defaultValue, byDefault);
  },
});

export const DB = setting(
  '--db <file>',
  'PODLINE_DB',
  '.podline/podline.db (.podline/demo.db for the demo)',
  'database file',
  (o) => o.default(null).argParser(filePath),
);

/** Every setting there is; docs/configuration.md lists the same. */
export const SETTINGS: readonly Setting[] = [
  setting(
    '--demo',
    'PODLINE_DEMO',
    'only where no cluster is configured',
    'watch the recorded demo cluster',
    (o) => o.default(false),
  ),
  setting(
    '--demo-add <recording>',
    'PODLINE_DEMO_ADD',
    'none',
    'play another recording in the demo (repeatable; comma-separated in the environment)',
    (o) =>
      o
        .default([])
        .argParser(
          listOf(
            /^[a-z0-9][a-z0-9-]*$/,
            'A recording is named like its folder, such as init-image-pull-backoff.',
          ),
        ),
  ),
  setting('--port <number>', 'PODLINE_PORT', '7878', 'port to listen on; 0 takes a free one', (o) =>
    o.default(7878).argParser(portNumber),
  ),
  setting(
    '--host <address>',
    'PODLINE_HOST',
    '127.0.0.1',
    'address to listen on; another than loopback needs --insecure-no-auth',
    (o) => o.default('127.0.0.1').argParser(hostName),
  ),
  DB,
  setting(
    '--keep-days <days>',
    'PODLINE_KEEP_DAYS',
    '30',
    'how long the history of a pod that is gone is kept; 0 keeps it for ever',
    (o) => o.default(30).argParser(amount('Days are a number from 0 on, as in 30 or 0.5.')),
  ),
  setting(
    '--keep-gib <gib>',
    'PODLINE_KEEP_GIB',
    '4',
    'how large the history may become, in GiB, before the oldest goes; 0 sets no limit',
    (o) => o.default(4).argParser(amount('A size is a number of GiB from 0 on, as in 4 or 0.5.')),
  ),
  setting(
    '--metrics <address>',
    'PODLINE_METRICS',
    'nowhere',
    'host:port to serve /metrics for Prometheus on; it names no pod, and asks nobody who they are',
    (o) => o.default(null).argParser(hostAndPort),
  ),
  setting(
    '--webhook <url>',
    'PODLINE_WEBHOOK',
    'nowhere',
    'address to post to when pods are stuck or crash-looping, and when that is resolved',
    (o) => o.default(null).argParser(webAddress),
  ),
  setting(
    '--webhook-shape <shape>',
    'PODLINE_WEBHOOK_SHAPE',
    'podline',
    'shape of what is posted: podline, slack or alertmanager',
    (o) => o.default('podline').choices(SHAPES),
  ),
  setting(
    '--public-url <url>',
    'PODLINE_PUBLIC_URL',
    'where it listens',
    'address under which people reach the page, for the links in what is posted',
    (o) => o.default(null).argParser(webAddress),
  ),
  setting(
    '--namespace <name>',
    'PODLINE_NAMESPACE',
    'all',
    'watch only this namespace (repeatable; comma-separated in the environment)',
    (o) =>
      o
        .default([])
        .argParser(
          listOf(
            /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
            'A namespace has up to 63 lower-case letters, digits and hyphens.',
          ),
        ),
  ),
  setting(
    '--context <name>',
    'PODLINE_CONTEXT',
    "the kubeconfig's current context",
    'context of the kubeconfig to watch',
    (o) => o.default(null).argParser(contextName),
  ),
  setting(
    '--roles <file>',
    'PODLINE_ROLES',
    'the built-in table',
    'JSON file of rules that tell sidecars from apps, looked at before the built-in ones',
    (o) => o.default(null).argParser(filePath),
  ),
  setting(
    '--patience <stage=seconds>',
    'PODLINE_PATIENCE',
    Object.entries(PATIENCE)
      .map(([stage, ms]) => `${stage}=${ms / 1000}`)
      .join(','),
    'how long a stage of the start may last before the pod counts as stuck (repeatable; comma-separated in the environment)',
    (o) => o.default(PATIENCE).argParser(patience),
  ),
  setting(
    '--pages-per-address <number>',
    'PODLINE_PAGES_PER_ADDRESS',
    '20',
    'how many pages one address may have open, this machine aside; 0 sets no limit (behind a proxy all people have one address)',
    (o) => o.default(20).argParser(count),
  ),
  setting(
    '--insecure-no-auth',
    'PODLINE_INSECURE_NO_AUTH',
    'off',
    'let everybody who reaches a non-loopback address see everything',
    (o) => o.default(false),
  ),
  setting('--log-level <level>', 'PODLINE_LOG_LEVEL', 'info', 'how much to log', (o) =>
    o.default('info').choices(LOG_LEVELS),
  ),
];

/** `message` is one sentence: the setting, what is wrong with it, what to do. */
export class WrongSetting extends Error {}

/** @throws WrongSetting. Checks what no single option can see. */
export function checkTogether(config: Config): void {
  if (!isLoopback(config.host) && !config.insecureNoAuth) {
    throw new WrongSetting(
      `Podline has no login yet, so it does not listen on ${config.host}: use --host 127.0.0.1, or add --insecure-no-auth to let everybody who reaches that address see everything.`,
    );
  }
  if (config.demo && config.context !== null) {
    throw new WrongSetting(
      '--demo and --context exclude each other: the demo has no other context.',
    );
  }
  if (config.demoAdd.length > 0 && config.context !== null) {
    throw new WrongSetting(
      '--demo-add and --context exclude each other: a recording plays in the demo only.',
    );
  }
}

/** @throws WrongSetting for a PODLINE_ variable that no setting reads: a misspelt one would be ignored silently. */
export function checkEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  const known = new Set(SETTINGS.map((s) => s.env));
  for (const name of Object.keys(env)) {
    // Kubernetes gives every pod such variables for a Service that is called podline.
    const isServiceLink = /^PODLINE_(SERVICE_|PORT_|\w+_SERVICE_|\w+_PORT(_|$))/.test(name);
    if (!name.startsWith('PODLINE_') || known.has(name) || isServiceLink) continue;
    throw new WrongSetting(
      `${name} is not a setting of Podline; there are ${[...known].join(', ')}.`,
    );
  }
  for (const name of BOOLEANS) {
    const value = env[name];
    if (value === undefined || ON.test(value) || OFF.test(value)) continue;
    throw new WrongSetting(`${name} is ${JSON.stringify(value)}; it takes true or false.`);
  }
}

/** Settings that are on or off. */
const BOOLEANS = ['PODLINE_DEMO', 'PODLINE_INSECURE_NO_AUTH'];
const ON = /^(true|1)$/i;
const OFF = /^(false|0|)$/i;

/** Variables that say "off". Commander takes a boolean's variable for true as soon as it is there: these must go before. */
export const offVariables = (
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] => BOOLEANS.filter((name) => OFF.test(env[name] ?? 'not there'));

/** Addresses that only this machine reaches; `host` without brackets, in lower case. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
