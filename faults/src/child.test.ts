import { expect, test } from 'vitest';
import { factsOf, startChild } from './child.ts';

const node = (script: string) => startChild([process.execPath, '-e', script]);

test('what it prints on both streams is kept, and its exit code', async () => {
  const child = await node(`console.log('out'); console.error('err'); process.exitCode = 3`);
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(child.output().split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a line that was printed already is found as well as one to come', async () => {
  const child = await node(`console.log('port 80'); setInterval(() => {}, 1000)`);
  expect((await child.printed(/port (\d+)/))[1]).toBe('80');
  expect((await child.printed(/port (\d+)/))[1]).toBe('80');
  await child.end();
});

test('one that ends without the line is told with all that it printed', async () => {
  const child = await node(`console.log('no such thing')`);
  await expect(child.printed(/ready/)).rejects.toThrow('no such thing');
});

test('a stopped process is woken to be ended, and killing twice is once', async () => {
  const child = await node(`console.log('up'); setInterval(() => {}, 1000)`);
  await child.printed(/up/);
  expect(factsOf(child.pid)).toMatchObject({ fds: expect.any(Number) });
  child.signal('SIGSTOP');
  expect(await child.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
  expect(await child.end()).toEqual({ code: null, signal: 'SIGTERM' });
  expect(factsOf(child.pid)).toBeNull();
});

test('a program that is not there is an error', async () => {
  await expect(startChild(['/no/such/program'])).rejects.toThrow('ENOENT');
});
