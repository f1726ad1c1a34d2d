/** The built page: its files, and index.html for every address that is a view. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { problem } from '@podline/contract';
import type { FastifyInstance } from 'fastify';

export interface Page {
  readonly folder: string;
  readonly html: string;
  /** CSP sources of its inline scripts. */
  readonly scriptHashes: readonly string[];
}

/** The page as built into `folder`; null when it was not built. */
export async function readPage(folder: string): Promise<Page | null> {
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  if (html === null) return null;
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const scriptHashes = inline.map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return { folder, html, scriptHashes };
}

/** Serves the page; without one, says how to build it. Registered last: it answers whatever no route does. */
export async function webFiles(app: FastifyInstance, page: Page | null): Promise<void> {
  if (page !== null) {
    await app.register(fastifyStatic, {
      root: page.folder,
      index: false,
      wildcard: false,
      dotfiles: 'deny',
      setHeaders(reply, path) {
        const isHashed = path.includes('/immutable/');
        reply.header(
          'cache-control',
          isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isView =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(api|_app|socket\.io)(\/|$)/.test(path) &&
      !/\.\w+$/.test(lastSegment(path));
    if (!isView) return reply.code(404).send(problem('NOT_FOUND', path));
    if (page === null) {
      return reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send('The page is not built yet: run npm start.\n');
    }
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(page.html);
  });
}

/** Pods' names hold dots, so only the files that a browser asks for by itself count as files. */
const lastSegment = (path: string): string => {
  const segments = path.split('/');
  return segments.length === 2 ? (segments[1] ?? '') : '';
};
