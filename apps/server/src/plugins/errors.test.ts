import Fastify, { type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { badAddress, errors } from './errors.ts';

/** A server that fails as asked, and what it logged. */
function failing() {
  const lines: string[] = [];
  const loggerInstance: FastifyBaseLogger = pino(
    { level: 'error' },
    { write: (line: string) => lines.push(line) },
  );
  const app = Fastify({
    loggerInstance,
    frameworkErrors: badAddress,
    routerOptions: { maxParamLength: 10 },
  });
  errors(app);
  app.get('/broken', async () => {
    throw new Error('SELECT known FROM pod at /var/lib/podline.db');
  });
  app.get('/thrown', async () => {
    throw Object.assign(new Error('a teapot'), { statusCode: 418 });
  });
  app.get('/slow', { handlerTimeout: 1 }, () => new Promise(() => {}));
  app.get('/of/:name', async () => 'fine');
  app.post('/body', async () => 'fine');
  return { app, lines };
}

test('what failed within is in the log, and a stranger learns nothing of it', async () => {
  const { app, lines } = failing();
  const answer = await app.inject('/broken');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'INTERNAL', detail: null });
  expect(answer.body).not.toMatch(/SELECT|podline\.db|at .*\.ts/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('SELECT known FROM pod');
});

test('what the asker can mend is told, and is nothing for the log', async () => {
  const { app, lines } = failing();
  const answer = await app.inject({
    method: 'POST',
    url: '/body',
    headers: { 'content-type': 'application/json' },
    payload: '{"a":',
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST' });
  expect((await app.inject('/thrown')).json()).toMatchObject({ detail: 'a teapot' });
  expect(lines).toEqual([]);
});

test('an answer that does not come in time is a failure of ours', async () => {
  const { app, lines } = failing();
  const answer = await app.inject('/slow');
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'INTERNAL']);
  expect(lines).toHaveLength(1);
});

for (const url of ['/%zz', '/of/%c3', `/of/${'a'.repeat(11)}`]) {
  test(`${url} is no address, and that is all that is said`, async () => {
    const answer = await failing().app.inject(url);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST', detail: 'The address is not one.' });
  });
}
