import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { testCluster, testFolder } from './testing/test-cluster.ts';

interface Bench {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly cluster: Cluster;
  readonly folder: string;
  readonly ask: () => ReturnType<Cluster['requestJson']>;
  /** How often the plugin ran. */
  readonly runs: () => Promise<number>;
}

/** A plugin written in JavaScript; `n` is the number of this run. */
async function bench(body: string, more: object = {}): Promise<Bench> {
  const folder = await testFolder();
  const command = join(folder, 'plugin');
  await writeFile(
    command,
    `#!${process.execPath}
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(join(folder, 'runs'))}, '.');
const n = fs.readFileSync(${JSON.stringify(join(folder, 'runs'))}).length;
const credential = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', status }));
${body}`,
  );
  await chmod(command, 0o755);
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, ...more };
  const { cluster } = await testCluster(clock, server.url, { exec });
  return {
    server,
    clock,
    cluster,
    folder,
    ask: () =>
      cluster.requestJson('/version', {
        signal: new AbortController().signal,
        deadlineMs: 100_000,
      }),
    runs: async () => (await readFile(join(folder, 'runs'), 'utf8')).length,
  };
}

/** Answers 200 and tells what was sent. */
async function sent(on: Bench): Promise<string | undefined> {
  const answer = on.ask();
  const asked = await on.server.next();
  asked.answer(200, {});
  await answer;
  return asked.headers.authorization;
}

describe('an exec plugin', () => {
  test('gives the token, and runs once for many requests at a time', async () => {
    const on = await bench('credential({ token: "token-" + n });');
    const answers = Array.from({ length: 5 }, on.ask);
    for (let count = 0; count < 5; count++) {
      const asked = await on.server.next();
      expect(asked.headers.authorization).toBe('Bearer token-1');
      asked.answer(200, {});
    }
    await Promise.all(answers);
    expect(await on.runs()).toBe(1);
  });

  test('runs again shortly before its credential expires', async () => {
    const start = Date.UTC(2026, 10, 22, 12);
    const on = await bench(
      `credential({ token: \`token-\${n}\`, expirationTimestamp: new Date(${start} + n * 30_000).toISOString() });`,
    );
    expect(await sent(on)).toBe('Bearer token-1');
    on.clock.advance(19_999);
    expect(await sent(on)).toBe('Bearer token-1');
    on.clock.advance(1);
    expect(await sent(on)).toBe('Bearer token-2');
  });

  test('runs again when the server rejects its credential', async () => {
    const on = await bench('credential({ token: "token-" + n });');
    const answer = on.ask();
    (await on.server.next()).answer(401, 'no');
    const again = await on.server.next();
    expect(again.headers.authorization).toBe('Bearer token-2');
    again.answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
  });

  test('is told what is wanted and, where it asks, for which cluster', async () => {
    const on = await bench(
      'credential({ token: Buffer.from(process.env.KUBERNETES_EXEC_INFO + process.env.MORE + process.argv[2]).toString("base64") });',
      { provideClusterInfo: true, env: [{ name: 'MORE', value: '|env|' }], args: ['arg'] },
    );
    const token = (await sent(on))?.slice('Bearer '.length) ?? '';
    const [info, env, arg] = Buffer.from(token, 'base64').toString().split('|');
    expect([env, arg]).toEqual(['env', 'arg']);
    expect(JSON.parse(info ?? '')).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: on.server.url } },
    });
  });

  test.each([
    ['fails', 'console.error("please log in"); process.exit(1);', 'failed: please log in.'],
    [
      'prints something else',
      'console.log("hello");',
      'printed no ExecCredential with a token or certificate.',
    ],
    [
      'prints a certificate without key',
      'credential({ clientCertificateData: "pem" });',
      'printed no ExecCredential with a token or certificate.',
    ],
  ])(
    'that %s is a misconfiguration, and is run again at the next request',
    async (_, body, sentence) => {
      const on = await bench(body, { installHint: 'See the wiki.' });
      const answer = await on.ask();
      expect(answer).toMatchObject({ ok: false, failure: { code: 'misconfigured' } });
      expect(!answer.ok && answer.failure.sentence).toContain(`plugin ${sentence} See the wiki.`);
      await on.ask();
      expect(await on.runs()).toBe(2);
    },
  );

  test('that hangs is stopped after 30 s', async () => {
    const on = await bench('setInterval(() => {}, 1000);');
    const answer = on.ask();
    await on.clock.asleepFor(30_000);
    on.clock.advance(30_000);
    expect(await answer).toMatchObject({
      failure: { sentence: expect.stringContaining('did not end within 30 s and was stopped.') },
    });
  });

  test('that is not there is named', async () => {
    const on = await bench('', { command: 'no-such-plugin-anywhere' });
    expect(await on.ask()).toMatchObject({
      failure: { sentence: expect.stringContaining('no-such-plugin-anywhere does not exist.') },
    });
  });
});
