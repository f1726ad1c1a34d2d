import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { readPage, webFiles } from './web-files.ts';

const INLINE = '\n  { __sveltekit = { base: "" }; }\n';
const HTML = `<!doctype html><html><head><script src="/_app/a.js"></script></head><body><script>${INLINE}</script><script type="module">1</script></body></html>`;
const SECRET = 'the database, say';

/** A built page in `build`, and beside it what must never be served. */
async function served(): Promise<FastifyInstance> {
  const folder = await testFolder();
  const build = join(folder, 'build');
  await mkdir(join(build, '_app', 'immutable'), { recursive: true });
  await mkdir(join(build, '.hidden'));
  await writeFile(join(build, 'index.html'), HTML);
  await writeFile(join(build, 'favicon.svg'), '<svg/>');
  await writeFile(join(build, '_app', 'version.json'), '{}');
  await writeFile(join(build, '_app', 'immutable', 'app.js'), 'go()');
  await writeFile(join(build, '.env'), SECRET);
  await writeFile(join(build, '.hidden', 'x.txt'), SECRET);
  await writeFile(join(folder, 'secret.txt'), SECRET);
  await mkdir(join(folder, 'build-of-another'));
  await writeFile(join(folder, 'build-of-another', 'x.txt'), SECRET);
  const app = Fastify();
  await webFiles(app, await readPage(build));
  onTestFinished(() => app.close());
  return app;
}

for (const path of [
  '/',
  '/?theme=dark',
  '/pods',
  '/pods/shop/checkout-7d9',
  '/pods/shop/web-0.v1.2',
  '/pods/shop/node-1.example.js',
  '/workloads/shop/Deployment/shop.api',
  '/apiary',
  '/history?at=2026-11-22T10:00:00Z',
]) {
  test(`${path} is a view: the page, never kept by a cache`, async () => {
    const answer = await (await served()).inject(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.body).toBe(HTML);
  });
}

for (const path of [
  '/api',
  '/api/nothing',
  '/api/nothing.json',
  '/_app/immutable/gone.js',
  '/socket.io/x',
  '/robots.txt',
  '/favicon.ico',
]) {
  test(`${path} is no view: a problem, not the page`, async () => {
    const answer = await (await served()).inject(path);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND', detail: path });
  });
}

test('a view is for looking: anything but GET and HEAD is a problem', async () => {
  const app = await served();
  expect((await app.inject({ method: 'HEAD', url: '/pods' })).statusCode).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
    const answer = await app.inject({ method, url: '/pods' });
    expect([method, answer.statusCode]).toEqual([method, 404]);
  }
});

test('what is named by its content is kept for ever, everything else is asked for again', async () => {
  const app = await served();
  const cacheOf = async (path: string) => (await app.inject(path)).headers['cache-control'];
  expect(await cacheOf('/_app/immutable/app.js')).toBe('public, max-age=31536000, immutable');
  expect(await cacheOf('/_app/version.json')).toBe('no-cache');
  expect(await cacheOf('/favicon.svg')).toBe('no-cache');
});

/** The path goes out as it is written: clients that tidy it up would hide the question. */
function rawGet(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.on('error', reject).end();
  });
}

test('nothing outside the page’s folder is served, however it is asked for', async () => {
  const app = await served();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const corpus = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/_app/../../secret.txt',
    '/_app/immutable/..%2f..%2f..%2fsecret.txt',
    '/_app/..;/..;/secret.txt',
    '/....//secret.txt',
    '/..%00/secret.txt',
    '/secret.txt%00.js',
    '/../build-of-another/x.txt',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/%c0%ae%c0%ae/secret.txt',
    '/.env',
    '/%2eenv',
    '/.hidden/x.txt',
  ];
  for (const path of corpus) {
    const { body } = await rawGet(port, path);
    expect([path, body.includes(SECRET), body.includes('root:')]).toEqual([path, false, false]);
  }
});

test('the policy lets the page’s own inline scripts run, and no others', async () => {
  const folder = await testFolder();
  await writeFile(join(folder, 'index.html'), HTML);
  const hash = (script: string) =>
    `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  expect((await readPage(folder))?.scriptHashes).toEqual([hash(INLINE), hash('1')]);
});

test('without a built page the views say how to build it, and the API is what it is', async () => {
  const page = await readPage(join(await testFolder(), 'nothing'));
  expect(page).toBeNull();
  const app = Fastify();
  await webFiles(app, page);
  const view = await app.inject('/pods');
  expect([view.statusCode, view.body]).toEqual([
    503,
    'The page is not built yet: run npm start.\n',
  ]);
  expect((await app.inject('/api/nothing')).statusCode).toBe(404);
});
