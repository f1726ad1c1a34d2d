/** A cluster whose kubeconfig names an exec plugin that the test writes. */
import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './scripted-server.ts';
import { testCluster, testFolder } from './test-cluster.ts';

export interface PluginBench {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly cluster: Cluster;
  readonly command: string;
  readonly ask: () => ReturnType<Cluster['requestJson']>;
  /** Asks, answers 200, and tells which Authorization was sent. */
  readonly sent: () => Promise<string | undefined>;
  /** How often the plugin ran. */
  readonly runs: () => Promise<number>;
}

/**
 * A plugin written in JavaScript, where `n` is the number of this run and `credential(status)` prints an ExecCredential; `more` are
 * further fields of `exec`.
 */
export async function pluginBench(
  body: string,
  more: object = {},
  cluster: object = {},
  server: ScriptedServer | null = null,
): Promise<PluginBench> {
  const folder = await testFolder();
  const command = join(folder, 'plugin');
  const runs = join(folder, 'runs');
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, ...more };
  await appendFile(runs, '');
  await writeFile(
    command,
    `#!${process.execPath}
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(runs)}, '.');
const n = fs.readFileSync(${JSON.stringify(runs)}).length;
const apiVersion = ${JSON.stringify(exec.apiVersion)};
const credential = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion, status }));
${body}`,
  );
  await chmod(command, 0o755);
  const to = server ?? (await scriptedServer());
  onTestFinished(to.stop);
  const clock = manualClock();
  const made = await testCluster(clock, to.url, { exec }, cluster);
  const ask = () =>
    made.cluster.requestJson('/version', {
      signal: new AbortController().signal,
      deadlineMs: 100_000,
    });
  return {
    server: to,
    clock,
    cluster: made.cluster,
    command,
    ask,
    sent: async () => {
      const answer = ask();
      const asked = await to.next();
      asked.answer(200, {});
      await answer;
      return asked.headers.authorization;
    },
    runs: async () => (await readFile(runs, 'utf8')).length,
  };
}
