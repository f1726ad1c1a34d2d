import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JANE_CERT, JOE_KEY } from './testing/certificates.ts';
import { pluginBench } from './testing/test-plugin.ts';

const v1 = 'client.authentication.k8s.io/v1';
const print = (value: unknown): string => `console.log(${JSON.stringify(JSON.stringify(value))});`;

describe('a log-in program that', () => {
  test.each<[string, string, string]>([
    [
      'fails',
      'console.error("please log in."); process.exit(7);',
      'failed (exit 7): please log in.',
    ],
    ['fails without a word', 'process.exit(1);', 'failed (exit 1).'],
    ['is ended by a signal', 'process.kill(process.pid, "SIGTERM");', 'was ended by SIGTERM.'],
    [
      'crashes',
      'console.error("panic: no network"); process.kill(process.pid, "SIGSEGV");',
      'was ended by SIGSEGV: panic: no network.',
    ],
    [
      'prints garbage',
      'console.log("s3cret-s3cret-token");',
      'printed no ExecCredential with a token, or a certificate and its key.',
    ],
    ['prints nothing', '', 'printed no ExecCredential with a token, or a certificate and its key.'],
    [
      'prints another object',
      print({ kind: 'Secret', apiVersion: v1, status: { token: 's3cret-s3cret' } }),
      'printed no ExecCredential with a token, or a certificate and its key.',
    ],
    [
      'prints half an object',
      'process.stdout.write(\'{"kind":"ExecCredential","status":{"token":"s3cret-s3cret\');',
      'printed no ExecCredential with a token, or a certificate and its key.',
    ],
    [
      'answers in another version',
      print({ kind: 'ExecCredential', apiVersion: `${v1}alpha1`, status: { token: 's3cret' } }),
      `does not answer in ${v1}, as the kubeconfig asks; upgrade it.`,
    ],
    [
      'prints a certificate without key',
      `credential({ clientCertificateData: ${JSON.stringify(JANE_CERT)} });`,
      'printed no ExecCredential with a token, or a certificate and its key.',
    ],
    [
      "prints somebody else's key",
      `credential({ clientCertificateData: ${JSON.stringify(JANE_CERT)}, clientKeyData: ${JSON.stringify(JOE_KEY)} });`,
      'printed a client certificate that does not belong to its client-key.',
    ],
    [
      'prints a token in two lines',
      'credential({ token: "s3cret\\ns3cret" });',
      'printed a token with characters that no token has.',
    ],
    [
      'floods stdout',
      'const line = "s3cret-".repeat(10_000); (function go() { while (process.stdout.write(line)); process.stdout.once("drain", go); })();',
      'printed more than 1 MiB and was stopped.',
    ],
    [
      'floods stderr, and then fails',
      'fs.writeSync(2, "noise\\n"); for (let i = 0; i < 300; i++) fs.writeSync(2, "n".repeat(9_999) + "\\n"); fs.writeSync(2, "\\u001b[31mno session\\u001b[0m\\n"); process.exit(1);',
      'failed (exit 1): no session.',
    ],
  ])('F12: %s: one sentence, and another run at the next request', async (_, body, said) => {
    const on = await pluginBench(body, { installHint: 'See the\nwiki.' });
    const answer = await on.ask();
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        code: 'login-failed',
        tried: on.command,
        sentence: expect.stringMatching(/: user "u": the exec plugin .+ See the wiki\.$/),
        cause: null,
      },
    });
    expect(!answer.ok && answer.failure.sentence).toContain(`plugin ${on.command} ${said} See`);
    expect(JSON.stringify(answer)).not.toContain('s3cret');
    await on.ask();
    expect(await on.runs()).toBe(2);
  });

  test('F12: floods stderr and then gives a token is believed', async () => {
    const on = await pluginBench(
      'for (let i = 0; i < 300; i++) fs.writeSync(2, "n".repeat(9_999) + "\\n"); credential({ token: "abc" });',
    );
    expect(await on.sent()).toBe('Bearer abc');
  });

  test('F12: is not there is named, with what to do about it', async () => {
    const on = await pluginBench('', {
      command: 'gke-gcloud-auth-plugin-that-nobody-has',
      installHint: 'Install it by gcloud.',
    });
    expect(await on.ask()).toMatchObject({
      failure: {
        code: 'login-failed',
        sentence: expect.stringMatching(
          /the exec plugin gke-gcloud-auth-plugin-that-nobody-has does not exist\. Install it by gcloud\.$/,
        ),
      },
    });
  });

  test('F12: may not be executed says so', async () => {
    const on = await pluginBench('', { command: '/' });
    expect(await on.ask()).toMatchObject({
      failure: { sentence: expect.stringMatching(/plugin \/ cannot be started \(EACCES\)\.$/) },
    });
  });
});

/** Holds a connection to the test, as does a child of its own, for as long as they live. */
async function lifelines() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const hold = `require('node:net').connect(${port}, '127.0.0.1').on('close', () => undefined); setInterval(() => {}, 1000);`;
  const next = async (): Promise<Socket> => {
    const [socket] = await once(server, 'connection');
    return socket.on('error', () => undefined).resume();
  };
  return {
    next,
    body: `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}], { stdio: 'inherit' }); ${hold}`,
  };
}

const gone = async (socket: Socket): Promise<void> => {
  if (!socket.closed) await once(socket, 'close');
};

test('F12: a log-in program that hangs is killed after 30 s, with what it started, and the next request runs it again', async () => {
  const lines = await lifelines();
  const on = await pluginBench(`if (n > 1) credential({ token: 'abc' }); else { ${lines.body} }`);
  const answers = [on.ask(), on.ask()];
  const alive = [await lines.next(), await lines.next()];
  on.clock.advance(29_999);
  expect(alive.some((socket) => socket.closed)).toBe(false);
  on.clock.advance(1);
  for (const answer of await Promise.all(answers))
    expect(answer).toMatchObject({
      failure: {
        code: 'login-failed',
        sentence: expect.stringContaining('did not end within 30 s and was stopped.'),
      },
    });
  await Promise.all(alive.map(gone));
  expect(await on.sent()).toBe('Bearer abc');
});

test('F12: a request that is told to stop does not wait for the log-in program', async () => {
  const lines = await lifelines();
  const on = await pluginBench(lines.body);
  const stop = new AbortController();
  const answer = on.cluster.request('/watch', { signal: stop.signal });
  await lines.next();
  stop.abort();
  expect(await answer).toMatchObject({ failure: { code: 'aborted' } });
});

test('V8, F12: closing kills a log-in program under way, and leaves no timer', async () => {
  const lines = await lifelines();
  const on = await pluginBench(lines.body);
  const answer = on.ask();
  const alive = [await lines.next(), await lines.next()];
  await on.cluster.close();
  await Promise.all(alive.map(gone));
  expect(await answer).toMatchObject({ failure: { code: 'aborted' } });
  expect(on.clock.sleepers()).toEqual([]);
  expect(await on.ask()).toMatchObject({ failure: { code: 'aborted' } });
});

test('V10, T21: what a log-in program complains of is quoted without anything that may be a secret', async () => {
  const complaint = [
    'ERROR: https://jane:pass-s3cret@idp.test/token?client_secret=s3cret-query failed',
    'Authorization: Bearer s3cret-bearer eyJhbGciOiJIUzI1NiJ9.eyJzM2NyZXQiOjF9.c2lnbmF0dXJl',
    'password=s3cret-pass "token": "s3cret-json" env-given-s3cret arg-given-s3cret c3VwZXItczNjcmV0LXN1cGVyLXMzY3JldC1zdXBlcg==',
  ];
  const on = await pluginBench(
    `console.error(${JSON.stringify(complaint.join('\n'))}); process.exit(1);`,
    { env: [{ name: 'CLIENT_KEY', value: 'env-given-s3cret' }], args: ['--key=arg-given-s3cret'] },
  );
  const answer = await on.ask();
  const sentence = answer.ok ? '' : answer.failure.sentence;
  expect(sentence).toContain('ERROR: https://…@idp.test/token?client_secret=… failed');
  expect(JSON.stringify(answer)).not.toMatch(/s3cret|eyJ|c3Vw/);
});
