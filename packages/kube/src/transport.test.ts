import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
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
import { manualClock } from './testing/manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster } from './testing/test-cluster.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const trusting = {
  'certificate-authority-data': base64(AUTHORITY),
  'tls-server-name': 'api.podline.test',
};
const as = (cert: string, key: string) => ({
  'client-certificate-data': base64(cert),
  'client-key-data': base64(key),
});

async function tlsServer(): Promise<ScriptedServer> {
  const server = await scriptedServer({
    cert: SERVER_CERT,
    key: SERVER_KEY,
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: false,
  });
  onTestFinished(server.stop);
  return server;
}

const question = { signal: new AbortController().signal, deadlineMs: 10_000 };

test('trusts the authority of the kubeconfig, for the name that it gives', async () => {
  const server = await tlsServer();
  const { cluster } = await testCluster(manualClock(), server.url, {}, trusting);
  const answer = cluster.requestJson('/version', question);
  (await server.next()).answer(200, { gitVersion: 'v1' });
  expect(await answer).toMatchObject({ ok: true });
});

test.each<[string, object, string]>([
  ['no authority', {}, 'its certificate is not signed by the CA of the kubeconfig'],
  [
    'another name than the certificate has',
    { ...trusting, 'tls-server-name': 'other.podline.test' },
    'its certificate is for another name',
  ],
])('%s: unreachable, and it says why', async (_, settings, reason) => {
  const server = await tlsServer();
  const { cluster } = await testCluster(manualClock(), server.url, {}, settings);
  const answer = await cluster.requestJson('/version', question);
  expect(answer).toMatchObject({ ok: false, failure: { code: 'unreachable' } });
  expect(!answer.ok && answer.failure.sentence).toContain(reason);
});

test('trusts anybody where the kubeconfig says so', async () => {
  const server = await tlsServer();
  const settings = { 'insecure-skip-tls-verify': true };
  const { cluster } = await testCluster(manualClock(), server.url, {}, settings);
  const answer = cluster.requestJson('/version', question);
  (await server.next()).answer(200, {});
  expect(await answer).toMatchObject({ ok: true });
});

test('shows its certificate, and a rotated one in new connections while an open watch goes on', async () => {
  const server = await tlsServer();
  const clock = manualClock();
  const jane = as(JANE_CERT, JANE_KEY);
  const { cluster, path } = await testCluster(clock, server.url, jane, trusting);

  const opening = cluster.request('/watch', { signal: question.signal, mayBeSilent: true });
  const asked = await server.next();
  expect(asked.clientName).toBe('jane');
  const stream = asked.stream();
  const opened = await opening;
  if (!opened.ok) throw new Error(opened.failure.sentence);

  await writeFile(path, kubeconfig(server.url, as(JOE_CERT, JOE_KEY), trusting));
  clock.advance(60_000);
  const answer = cluster.requestJson('/version', question);
  const second = await server.next();
  expect(second.clientName).toBe('joe');
  second.answer(200, {});
  expect(await answer).toMatchObject({ ok: true });

  stream.write('still here');
  const [chunk] = await firstOf(opened.value.body);
  expect(Buffer.from(chunk ?? []).toString()).toBe('still here');
});

describe('after the certificate was rotated, while a watch is open', () => {
  /** A watch of jane's, open on its own connection, and a connection of joe's. */
  async function rotated() {
    let endWatch = (): unknown => null;
    const server = createServer(
      { cert: SERVER_CERT, key: SERVER_KEY, ca: AUTHORITY, requestCert: true },
      (request, response) => {
        if (request.url !== '/watch') return void response.end('{}');
        response.flushHeaders();
        endWatch = () => response.end();
      },
    );
    // Idle connections live on, if nobody closes them.
    server.keepAliveTimeout = 600_000;
    const sockets: TLSSocket[] = [];
    server.on('secureConnection', (socket: TLSSocket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = manualClock();
    const jane = as(JANE_CERT, JANE_KEY);
    const { cluster, path } = await testCluster(clock, url, jane, trusting);
    const { signal } = question;
    const watch = await cluster.request('/watch', { signal, mayBeSilent: true });
    await writeFile(path, kubeconfig(url, as(JOE_CERT, JOE_KEY), trusting));
    clock.advance(60_000);
    await cluster.requestJson('/version', question);
    if (!watch.ok) throw new Error(watch.failure.sentence);
    const [ofWatch, ofJoe] = sockets;
    if (ofWatch === undefined || ofJoe === undefined) throw new Error('no connections');
    return { cluster, clock, body: watch.value.body, ofWatch, ofJoe, endWatch: () => endWatch() };
  }

  test('V8: the old connections close as soon as the watch ends, the new ones stay', async () => {
    const { endWatch, body, ofWatch, ofJoe } = await rotated();
    expect(ofWatch.closed).toBe(false);
    const closed = once(ofWatch, 'close');
    endWatch();
    expect(await firstOf(body)).toEqual([]);
    await closed;
    expect(ofJoe.closed).toBe(false);
  });

  test('V8: closing cuts the old connections and the new, and leaves no timer', async () => {
    const { cluster, clock, body, ofWatch, ofJoe } = await rotated();
    const closed = [once(ofWatch, 'close'), once(ofJoe, 'close')];
    await cluster.close();
    await Promise.all(closed);
    await expect(firstOf(body)).rejects.toThrow();
    expect(clock.sleepers()).toEqual([]);
  });
});

async function firstOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  for await (const item of items) return [item];
  return [];
}
