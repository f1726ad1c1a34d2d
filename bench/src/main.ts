/** Picks a measurement by its name, `street` where none is given; see bench/README.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** In a process of its own, as those of the browser belong to its tests. */
async function inBrowser(file: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../e2e/src/${file}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...process.argv.slice(3)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}

const MEASUREMENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  street: () => import('./street.ts'),
  push: () => import('./push.ts'),
  retention: () => import('./retention.ts'),
  table: () => inBrowser('table-frames.bench.ts'),
  timeline: () => inBrowser('timeline-frames.bench.ts'),
};

const [name = 'street'] = process.argv.slice(2);
const measurement = MEASUREMENTS[name];
if (measurement === undefined) {
  console.log(
    `There is no measurement ${name}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  await measurement();
}
