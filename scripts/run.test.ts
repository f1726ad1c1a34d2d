import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { duration, environment, runQuietly, tail } from './run.mjs';

const RUN = fileURLToPath(new URL('./run.mjs', import.meta.url));

test.each([
  [40, '0.0 s'],
  [1250, '1.3 s'],
  [59_900, '59.9 s'],
  [60_000, '1 min 0 s'],
  [125_900, '2 min 5 s'],
])('%i ms reads as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('the tail leaves out blank lines, so that the reason is in it', () => {
  expect(tail('a\nb\n\n\nc\n', 2)).toBe('b\nc');
});

test('what runs quietly gives its exit code and all that it said', async () => {
  const script = 'console.log("out"); console.error("err"); process.exitCode = 3;';
  const { code, output } = await runQuietly(process.execPath, ['-e', script], { doing: 'testing' });
  expect(code).toBe(3);
  expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a program that does not exist ends with 127 and its name', async () => {
  const { code, output } = await runQuietly('no-such-program', [], { doing: 'testing' });
  expect(code).toBe(127);
  expect(output).toContain('no-such-program');
});

test('our own programs come first on the PATH', () => {
  expect(environment()['PATH']).toMatch(/^[^:;]*node_modules[\\/]\.bin[:;]/);
});

test('a signal reaches the program in front, and its exit code comes back', async () => {
  const inner =
    'process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("ready");';
  const outer = `import { runInFront } from ${JSON.stringify(RUN)};
    process.exitCode = await runInFront(process.execPath, ['-e', ${JSON.stringify(inner)}]);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', outer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  expect(code).toBe(7);
});

test('a program that a signal ended gives 128 and the signal, as in a shell', async () => {
  const script = 'process.kill(process.pid, "SIGKILL")';
  const { code } = await runQuietly(process.execPath, ['-e', script], { doing: 'testing' });
  expect(code).toBe(137);
});
