/** `podline serve` and `podline demo`: watch a cluster and serve the page until a signal says stop. */
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { type ResolvedCluster, resolveCluster } from '@podline/kube';
import { startApp } from '../app.ts';
import type { App, AppParts } from '../app-parts.ts';
import { sleep, systemClock } from '../clock.ts';
import { type Config, WrongSetting } from '../config.ts';
import { readMaskRules } from '../mask-file.ts';
import type { Keep } from '../retention.ts';
import { readRoleRules } from '../role-file.ts';
import { posterTo } from '../webhook/post.ts';
import { type DemoCluster, startDemoCluster } from './demo-cluster.ts';
import { WEB_FOLDER } from './folders.ts';
import { createLogger } from './logger.ts';
import { VERSION } from './version.ts';

/** Resolves after a clean stop. @throws with one sentence when it cannot start, or cannot go on. */
export async function serve(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const rules = await readRoleRules(config.roles);
  const maskRules = await readMaskRules(config.mask);
  const resolveOwn = (): Promise<ResolvedCluster> => resolve(env, homeFolder(), config.context);
  const isAsked = config.demo || config.demoAdd.length > 0;
  const isDemo = isAsked || !(await isConfigured(resolveOwn, config.context));
  const dbPath = config.db ?? (isDemo ? '.podline/demo.db' : '.podline/podline.db');

  let demo: DemoCluster | null = null;
  let app: App | null = null;
  try {
    demo = isDemo ? await startDemoCluster(dirname(dbPath), config.demoAdd) : null;
    const demoEnv = demo === null ? null : { KUBECONFIG: demo.kubeconfig };
    app = await startApp({
      version: VERSION,
      host: config.host,
      port: config.port,
      pagesPerAddress: config.pagesPerAddress === 0 ? null : config.pagesPerAddress,
      metrics: config.metrics,
      webhook: webhookOf(config),
      dbPath,
      keep: keepOf(config),
      webFolder: WEB_FOLDER,
      namespaces: config.namespace,
      isDemo,
      rules,
      patience: config.patience,
      events: config.events === 'on',
      logs: { mode: config.logs, maxBytes: config.keepLogsMib * MIB, rules: maskRules },
      resolve: demoEnv === null ? resolveOwn : () => resolve(demoEnv, null, null),
      now: systemClock.now,
      monotonic: systemClock.steady,
      random: Math.random,
      sleep,
      logger: createLogger(config.logLevel),
    });
    console.log(greeting({ app, isDemo, isAsked, dbPath, config, demo }));
    if (app.unusable !== null) console.error(`podline: ${app.unusable.message}`);
    await Promise.race([app.watching, stopSignal()]);
    console.log('Stopping.');
    if (app.unusable !== null) throw app.unusable;
  } finally {
    await app?.close();
    await demo?.close();
  }
}

const webhookOf = ({ webhook, webhookShape, publicUrl }: Config): AppParts['webhook'] =>
  webhook === null ? null : { post: posterTo(webhook), shape: webhookShape, publicUrl };

const resolve = (
  env: Readonly<Record<string, string | undefined>>,
  home: string | null,
  context: string | null,
): Promise<ResolvedCluster> =>
  resolveCluster({ env, home, context, clock: systemClock, userAgent: `podline/${VERSION}` });

/**
 * Whether anything names a cluster, usable or not: an unusable one is what the page tells of, never a reason for the demo.
 * @throws WrongSetting when a context was named and cannot be used: that is a wrong option, told where it was typed.
 */
async function isConfigured(
  resolveOwn: () => Promise<ResolvedCluster>,
  context: string | null,
): Promise<boolean> {
  const resolved = await resolveOwn();
  switch (resolved.kind) {
    case 'none':
      return false;
    case 'failed':
      if (context === null) return true;
      throw new WrongSetting(`--context ${context} cannot be used: ${resolved.failure.sentence}`);
    case 'cluster':
      await resolved.cluster.close();
      return true;
  }
}

/** Null where there is none: a container may run under a number that no user has. */
function homeFolder(): string | null {
  try {
    return homedir();
  } catch {
    // Without a home there is no ~/.kube/config either, and that is all it is asked for.
    return null;
  }
}

interface Greeting {
  readonly app: App;
  readonly isDemo: boolean;
  readonly isAsked: boolean;
  readonly dbPath: string;
  readonly config: Config;
  readonly demo: DemoCluster | null;
}

function greeting({ app, isDemo, isAsked, dbPath, config, demo }: Greeting): string {
  const scope = config.namespace.length === 0 ? 'all namespaces' : config.namespace.join(', ');
  const watching = isDemo
    ? `the demo: recordings of a real cluster, replayed${isAsked ? '' : ' (no kubeconfig was found)'}`
    : `${config.context === null ? 'your cluster' : `the context ${config.context}`} (${scope})`;
  return [
    `Podline ${VERSION}`,
    `  watching  ${watching}`,
    ...(demo === null
      ? []
      : [`  its API   kubectl --kubeconfig ${demo.kubeconfig} get --raw /api/v1/pods`]),
    `  database  ${dbPath}`,
    ...(app.metricsUrl === null ? [] : [`  metrics   ${app.metricsUrl}`]),
    `  page      ${app.url}`,
  ].join('\n');
}

const DAY_MS = 86_400_000;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const keepOf = ({ keepDays, keepGib }: Config): Keep => ({
  maxAgeMs: keepDays === 0 ? null : keepDays * DAY_MS,
  maxBytes: keepGib === 0 ? null : keepGib * GIB,
});

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal that asks to stop; a second one ends the process at once, as the default does. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
  });
}
