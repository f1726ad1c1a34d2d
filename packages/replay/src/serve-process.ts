/**
 * A replay server in a process of its own, so that it can be stopped (SIGSTOP), killed and started again:
 * `node serve-process.ts OPTIONS.json`. The file holds `ReplayProcessOptions`.
 *
 * It writes lines of JSON: first `{"ready":{"url","token"}}`, then an answer to each command. Commands are
 * lines of JSON on its input, `{"call":1,"do":"inject",…}`; an answer is `{"call":1,"ok":…}` or
 * `{"call":1,"error":"…"}`. It ends with 0 on `close`, on SIGTERM, and when its input ends: it never outlives
 * who started it.
 */

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type ReplayServer, startReplayServer } from './api-server.ts';
import {
  obey,
  type ReplayCommand,
  type ReplayProcessOptions,
  recordingsFor,
} from './process-commands.ts';

const say = (line: object): unknown => process.stdout.write(`${JSON.stringify(line)}\n`);

async function started(options: ReplayProcessOptions): Promise<ReplayServer> {
  const { kubeconfig, tokenFile, server: settings } = options;
  const token = settings?.token ?? crypto.randomUUID();
  const recordings = await recordingsFor(options);
  const server = await startReplayServer({ ...settings, token, recordings });
  await server.writeKubeconfig(kubeconfig, tokenFile === undefined ? {} : { tokenFile });
  say({ ready: { url: server.url, token } });
  return server;
}

async function answer(server: ReplayServer, line: string): Promise<void> {
  let call: unknown = null;
  try {
    const command = JSON.parse(line) as ReplayCommand & { readonly call?: unknown };
    call = command.call ?? null;
    const ok = await obey(server, command);
    say({ call, ok: ok ?? null });
    if (command.do === 'close') process.exit(0);
  } catch (cause) {
    say({ call, error: cause instanceof Error ? cause.message : String(cause) });
  }
}

const options = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as ReplayProcessOptions;
const server = await started(options);
const stop = (): void => process.exit(0);
process.once('SIGTERM', stop);
createInterface({ input: process.stdin })
  .on('line', (line) => void answer(server, line))
  .once('close', stop);
