import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Cluster, resolveCluster } from './cluster.ts';
import {
  AUTHORITY,
  JANE_CERT,
  JANE_KEY,
  JOE_CERT,
  JOE_KEY,
  PROXY_CERT,
  PROXY_KEY,
  SERVER_CERT,
  SERVER_KEY,
} from './testing/certificates.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';
import { type Asked, type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster, testFolder } from './testing/test-cluster.ts';

interface Bench {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly cluster: Cluster;
  /** The token's file. */
  readonly file: string;
  /** Asks, answers 200, and tells which Authorization was sent. */
  readonly sent: () => Promise<string | undefined>;
}

const ask = (cluster: Cluster) =>
  cluster.requestJson('/version', { signal: new AbortController().signal, deadlineMs: 10_000 });

function benchOf(
  server: ScriptedServer,
  clock: ManualClock,
  cluster: Cluster,
  file: string,
): Bench {
  return {
    server,
    clock,
    cluster,
    file,
    sent: async () => {
      const answer = ask(cluster);
      const asked = await server.next();
      asked.answer(200, {});
      await answer;
      return asked.headers.authorization;
    },
  };
}

/** A token in a file that the kubeconfig names. */
async function tokenFile(): Promise<Bench> {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const file = join(await testFolder(), 'token');
  await writeFile(file, 'one');
  const clock = manualClock();
  const { cluster } = await testCluster(clock, server.url, { tokenFile: file });
  return benchOf(server, clock, cluster, file);
}

/** A token as the kubelet mounts it: over TLS, for the server's certificate is checked there always. */
async function serviceAccount(): Promise<Bench> {
  const server = await scriptedServer({ cert: PROXY_CERT, key: PROXY_KEY });
  onTestFinished(server.stop);
  const folder = await testFolder();
  await mkdir(join(folder, 'account'));
  const dir = join(folder, 'account');
  await writeFile(join(dir, 'token'), 'one\n');
  await writeFile(join(dir, 'ca.crt'), PROXY_CERT);
  const clock = manualClock();
  const resolved = await resolveCluster({
    env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) },
    home: null,
    context: null,
    clock,
    serviceAccountDir: dir,
  });
  if (resolved.kind !== 'cluster') throw new Error(JSON.stringify(resolved));
  onTestFinished(() => resolved.cluster.close());
  return benchOf(server, clock, resolved.cluster, join(dir, 'token'));
}

describe.each([
  ['a kubeconfig', tokenFile],
  ['a service account', serviceAccount],
])('the token file of %s', (_, open) => {
  const PERIOD_MS = 60_000;

  test('F13: is read again within a minute, its line break left out', async () => {
    const on = await open();
    expect(await on.sent()).toBe('Bearer one');
    await writeFile(on.file, '\n two \n');
    on.clock.advance(PERIOD_MS);
    expect(await on.sent()).toBe('Bearer two');
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ['missing', (file) => rm(file)],
    ['empty', (file) => writeFile(file, '')],
    ['blank', (file) => writeFile(file, ' \n\n')],
    ['of two lines', (file) => writeFile(file, 'two\nthree')],
    ['not text', (file) => writeFile(file, Buffer.from([0x74, 0x00, 0xff]))],
    [
      'a folder',
      (file) =>
        rm(file)
          .then(() => mkdir(file))
          .then(() => undefined),
    ],
  ])(
    'F13: that is %s: the last good token is kept, until there is another',
    async (_what, spoil) => {
      const on = await open();
      await spoil(on.file);
      on.clock.advance(PERIOD_MS);
      expect(await on.sent()).toBe('Bearer one');
      await rm(on.file, { recursive: true, force: true });
      await writeFile(on.file, 'two');
      on.clock.advance(PERIOD_MS);
      expect(await on.sent()).toBe('Bearer two');
    },
  );

  test('F10: is read at once when the server rejects the token, and the request sent once more', async () => {
    const on = await open();
    const answer = ask(on.cluster);
    const first = await on.server.next();
    await writeFile(on.file, 'two\n');
    first.answer(401, 'Unauthorized');
    const second = await on.server.next();
    expect(second.headers.authorization).toBe('Bearer two');
    second.answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
    expect(await on.sent()).toBe('Bearer two');
  });

  test('F10: with a token that is rejected too: credentials rejected, after two requests and no more', async () => {
    const on = await open();
    const answer = ask(on.cluster);
    const first = await on.server.next();
    await writeFile(on.file, 'two');
    first.answer(401, 'Unauthorized');
    (await on.server.next()).answer(401, 'Unauthorized');
    expect(await answer).toMatchObject({ failure: { code: 'unauthorized' } });
  });

  test('F10, F13: that is missing when the server rejects the token: rejected, and right again as soon as it is there', async () => {
    const on = await open();
    await rm(on.file);
    const answer = ask(on.cluster);
    (await on.server.next()).answer(401, 'Unauthorized');
    expect(await answer).toMatchObject({ failure: { code: 'unauthorized' } });
    await writeFile(on.file, 'two');
    const again = ask(on.cluster);
    (await on.server.next()).answer(401, 'Unauthorized');
    const second = await on.server.next();
    expect(second.headers.authorization).toBe('Bearer two');
    second.answer(200, {});
    expect(await again).toMatchObject({ ok: true });
  });

  test('F10: a watch that is refused gets the new token as well', async () => {
    const on = await open();
    const { signal } = new AbortController();
    const opening = on.cluster.request('/watch', { signal, mayBeSilent: true });
    const first = await on.server.next();
    await writeFile(on.file, 'two');
    first.answer(401, 'Unauthorized');
    const second = await on.server.next();
    expect(second.headers.authorization).toBe('Bearer two');
    second.answer(200, '');
    expect(await opening).toMatchObject({ ok: true });
  });
});

test('F10: ten requests rejected at once all go through with the new token', async () => {
  const on = await tokenFile();
  const answers = Array.from({ length: 10 }, () => ask(on.cluster));
  const rejected: Asked[] = [];
  for (let count = 0; count < 10; count++) rejected.push(await on.server.next());
  await writeFile(on.file, 'two');
  for (const asked of rejected) asked.answer(401, 'Unauthorized');
  for (let count = 0; count < 10; count++) {
    const again = await on.server.next();
    expect(again.headers.authorization).toBe('Bearer two');
    again.answer(200, {});
  }
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true });
});

test('T14: two contexts of one kubeconfig never swap tokens, whichever is used in between', async () => {
  const servers = [await scriptedServer(), await scriptedServer()] as const;
  for (const server of servers) onTestFinished(server.stop);
  const folder = await testFolder();
  const path = join(folder, 'config');
  const names = ['a', 'b'];
  await writeFile(
    path,
    JSON.stringify({
      'current-context': 'a',
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      clusters: names.map((name, at) => ({ name, cluster: { server: servers[at]?.url } })),
      users: names.map((name) => ({ name, user: { tokenFile: `token-${name}` } })),
    }),
  );
  for (const name of names) await writeFile(join(folder, `token-${name}`), `of-${name}`);
  const clock = manualClock();
  const clusters: Cluster[] = [];
  for (const context of names) {
    const resolved = await resolveCluster({
      env: { KUBECONFIG: path },
      home: null,
      context,
      clock,
    });
    if (resolved.kind !== 'cluster') throw new Error(JSON.stringify(resolved));
    onTestFinished(() => resolved.cluster.close());
    clusters.push(resolved.cluster);
  }
  for (let round = 0; round < 3; round++) {
    const answers = clusters.map(ask);
    for (const [at, server] of servers.entries()) {
      const asked = await server.next();
      expect(asked.headers.authorization).toBe(`Bearer of-${names[at]}`);
      asked.answer(200, {});
    }
    await Promise.all(answers);
    // Somebody makes the other context current; that changes nothing for a cluster that is watched.
    const config = await readFile(path, 'utf8');
    await writeFile(path, config.replace(/"current-context":"."/, '"current-context":"b"'));
    clock.advance(60_000);
  }
});

test('client certificates in files are read again; a key that is not its own yet waits for the other half', async () => {
  const server = await scriptedServer({
    cert: SERVER_CERT,
    key: SERVER_KEY,
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: false,
  });
  onTestFinished(server.stop);
  const folder = await testFolder();
  const [cert, key] = [join(folder, 'cert'), join(folder, 'key')];
  await writeFile(cert, JANE_CERT);
  await writeFile(key, JANE_KEY);
  const clock = manualClock();
  const user = { 'client-certificate': cert, 'client-key': key };
  const { cluster } = await testCluster(clock, server.url, user, {
    'insecure-skip-tls-verify': true,
  });
  const shown = async (): Promise<string | null> => {
    const answer = ask(cluster);
    const asked = await server.next();
    asked.answer(200, {});
    await answer;
    return asked.clientName;
  };
  expect(await shown()).toBe('jane');
  await writeFile(cert, JOE_CERT);
  clock.advance(60_000);
  expect(await shown()).toBe('jane');
  await writeFile(key, JOE_KEY);
  clock.advance(60_000);
  expect(await shown()).toBe('joe');
});

test('a kubeconfig that is replaced while it is read: the last good settings go on', async () => {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster, path } = await testCluster(clock, server.url, { token: 'one' });
  const on = benchOf(server, clock, cluster, path);
  await writeFile(path, kubeconfig(server.url, { token: 'two' }).slice(0, 40));
  clock.advance(60_000);
  expect(await on.sent()).toBe('Bearer one');
  await writeFile(`${path}.new`, kubeconfig(server.url, { token: 'two' }));
  await rename(`${path}.new`, path);
  clock.advance(60_000);
  expect(await on.sent()).toBe('Bearer two');
});
