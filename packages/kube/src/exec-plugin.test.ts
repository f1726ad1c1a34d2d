import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AUTHORITY,
  JANE_CERT,
  JANE_KEY,
  JOE_CERT,
  JOE_KEY,
  SERVER_CERT,
  SERVER_KEY,
} from './testing/certificates.ts';
import { scriptedServer } from './testing/scripted-server.ts';
import { pluginBench } from './testing/test-plugin.ts';

const START = Date.UTC(2026, 10, 22, 12);
const ISSUE = 'credential({ token: "token-" + n });';

const told = (authorization: string | undefined): unknown =>
  JSON.parse(Buffer.from((authorization ?? '').slice('Bearer '.length), 'base64').toString());

describe('an exec plugin', () => {
  test('F12: gives the token, and runs once for ten requests at a time', async () => {
    const on = await pluginBench(ISSUE);
    const answers = Array.from({ length: 10 }, on.ask);
    for (let count = 0; count < 10; count++) {
      const asked = await on.server.next();
      expect(asked.headers.authorization).toBe('Bearer token-1');
      asked.answer(200, {});
    }
    await Promise.all(answers);
    expect(await on.runs()).toBe(1);
  });

  test('runs again shortly before its credential expires', async () => {
    const on = await pluginBench(
      `credential({ token: 'token-' + n, expirationTimestamp: new Date(${START} + n * 30_000).toISOString() });`,
    );
    expect(await on.sent()).toBe('Bearer token-1');
    on.clock.advance(19_999);
    expect(await on.sent()).toBe('Bearer token-1');
    on.clock.advance(1);
    expect(await on.sent()).toBe('Bearer token-2');
  });

  test('that gives what our clock takes for expired runs every ten seconds, not for every request', async () => {
    const on = await pluginBench(
      `credential({ token: 'token-' + n, expirationTimestamp: new Date(${START} - 3600_000).toISOString() });`,
    );
    expect([await on.sent(), await on.sent()]).toEqual(['Bearer token-1', 'Bearer token-1']);
    on.clock.advance(10_000);
    expect(await on.sent()).toBe('Bearer token-2');
  });

  test('F10: runs again when the server rejects its credential', async () => {
    const on = await pluginBench(ISSUE);
    const answer = on.ask();
    (await on.server.next()).answer(401, 'no');
    const again = await on.server.next();
    expect(again.headers.authorization).toBe('Bearer token-2');
    again.answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
  });

  test('F10, F12: runs once more for ten requests rejected one after the other', async () => {
    const on = await pluginBench(ISSUE);
    const answers = Array.from({ length: 10 }, on.ask);
    const first = [];
    for (let count = 0; count < 10; count++) first.push(await on.server.next());
    for (const asked of first) {
      asked.answer(401, 'no');
      const again = await on.server.next();
      expect(again.headers.authorization).toBe('Bearer token-2');
      again.answer(200, {});
    }
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true });
    expect(await on.runs()).toBe(2);
  });

  test('F10: whose new credential is rejected too is not run a third time for that request', async () => {
    const on = await pluginBench(ISSUE);
    const answer = on.ask();
    (await on.server.next()).answer(401, 'no');
    (await on.server.next()).answer(401, 'no');
    expect(await answer).toMatchObject({ failure: { code: 'unauthorized' } });
    expect(await on.runs()).toBe(2);
  });
});

describe('the log-in program of', () => {
  test.each<[string, object, object]>([
    ['GKE', { apiVersion: 'client.authentication.k8s.io/v1beta1', provideClusterInfo: true }, {}],
    [
      'EKS',
      {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        args: ['--region', 'eu-west-1', 'eks', 'get-token', '--cluster-name', 'c'],
        env: [{ name: 'AWS_PROFILE', value: 'dev' }],
        interactiveMode: 'IfAvailable',
      },
      {
        args: ['--region', 'eu-west-1', 'eks', 'get-token', '--cluster-name', 'c'],
        profile: 'dev',
      },
    ],
    [
      'AKS',
      {
        apiVersion: 'client.authentication.k8s.io/v1',
        args: ['get-token', '--login', 'azurecli'],
        env: null,
        interactiveMode: 'IfAvailable',
        provideClusterInfo: false,
      },
      { args: ['get-token', '--login', 'azurecli'] },
    ],
  ])('%s is run as kubectl runs it', async (_, exec, expected) => {
    const on = await pluginBench(
      `const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
       const said = { args: process.argv.slice(2), profile: process.env.AWS_PROFILE, info };
       credential({ token: Buffer.from(JSON.stringify(said)).toString('base64'), expirationTimestamp: '2026-11-22T13:00:00Z' });`,
      exec,
    );
    const isTold = 'provideClusterInfo' in exec && exec.provideClusterInfo === true;
    expect(told(await on.sent())).toEqual({
      args: [],
      ...expected,
      info: {
        apiVersion: 'apiVersion' in exec ? exec.apiVersion : '',
        kind: 'ExecCredential',
        spec: { interactive: false, ...(isTold ? { cluster: { server: on.server.url } } : {}) },
      },
    });
  });

  test('a cluster with settings for it is told all of them', async () => {
    const config = { audience: 'a' };
    const cluster = {
      'certificate-authority-data': Buffer.from(AUTHORITY).toString('base64'),
      'tls-server-name': 'api.podline.test',
      'proxy-url': 'http://127.0.0.1:1',
      'disable-compression': true,
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: config }],
    };
    const on = await pluginBench(
      `fs.writeFileSync(__filename + '.told', process.env.KUBERNETES_EXEC_INFO);`,
      { provideClusterInfo: true },
      cluster,
    );
    await on.ask();
    const { extensions: _, ...plain } = cluster;
    expect(JSON.parse(await readFile(`${on.command}.told`, 'utf8')).spec.cluster).toEqual({
      server: on.server.url,
      ...plain,
      config,
    });
  });
});

test('a plugin may give a certificate, and a new one in place of it', async () => {
  const server = await scriptedServer({
    cert: SERVER_CERT,
    key: SERVER_KEY,
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: false,
  });
  onTestFinished(server.stop);
  const pairs = [
    { clientCertificateData: JANE_CERT, clientKeyData: JANE_KEY },
    { clientCertificateData: JOE_CERT, clientKeyData: JOE_KEY },
  ];
  const on = await pluginBench(
    `credential(${JSON.stringify(pairs)}[n - 1]);`,
    {},
    { 'insecure-skip-tls-verify': true },
    server,
  );
  const answer = on.ask();
  const asked = await server.next();
  expect([asked.clientName, asked.headers.authorization]).toEqual(['jane', undefined]);
  asked.answer(401, 'expired');
  const again = await server.next();
  expect(again.clientName).toBe('joe');
  again.answer(200, {});
  expect(await answer).toMatchObject({ ok: true });
});
