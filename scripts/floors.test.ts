/** Plants one breach of each floor rule in a small copy of the house and sees it reported; the house without breaches is clean. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['domain', 'contract', 'kube', 'store', 'replay', 'transport'];
const OUTSIDE = [
  '@kubernetes/client-node',
  'undici',
  '@prisma/client',
  '@libsql/client',
  'socket.io',
  'socket.io-client',
  'fastify',
  'commander',
  'valibot',
  'svelte',
];

/** Each file breaks one rule, and stands where a newcomer might put it. */
const BREACHES: readonly [rule: string, file: string, source: string][] = [
  ['no-cycles', 'packages/store/src/egg.ts', "import './hen.ts';"],
  ['no-unresolvable', 'packages/store/src/lost.ts', "import './nowhere.ts';"],
  ['domain-imports-nothing', 'packages/domain/src/disk.ts', "import 'node:fs';"],
  ['domain-imports-nothing', 'packages/domain/src/wire.ts', "import '@podline/contract';"],
  ['contract-sits-on-domain', 'packages/contract/src/cluster.ts', "import '@podline/kube';"],
  ['contract-sits-on-domain', 'packages/contract/src/disk.ts', "import 'node:fs';"],
  ['adapters-are-strangers', 'packages/kube/src/save.ts', "import '@podline/store';"],
  ['adapters-are-strangers', 'packages/replay/src/watch.ts', "import '@podline/kube';"],
  ['adapters-are-strangers', 'packages/transport/src/save.ts', "import '@podline/store';"],
  ['adapters-are-strangers', 'packages/kube/src/save.test.ts', "import '@podline/store';"],
  [
    'packages-never-look-up',
    'packages/kube/src/up.ts',
    "import '../../../apps/server/src/app.ts';",
  ],
  ['apps-are-strangers', 'apps/server/src/page.ts', "import '../../web/src/feed.ts';"],
  ['browser-side-only', 'apps/web/src/cluster.ts', "import '@podline/kube';"],
  ['browser-side-only', 'apps/web/src/demo.ts', "import '@podline/replay';"],
  ['browser-side-only', 'apps/web/src/hub.ts', "import '@podline/transport/server';"],
  ['browser-side-only', 'apps/web/src/Pods.svelte', '<script>import "@podline/store";</script>'],
  ['one-door-per-dependency', 'apps/server/src/pods.ts', "import '@kubernetes/client-node';"],
  ['one-door-per-dependency', 'packages/replay/src/fetch.ts', "import 'undici';"],
  ['one-door-per-dependency', 'apps/server/src/sql.ts', "import '@prisma/client';"],
  ['one-door-per-dependency', 'packages/kube/src/sql.ts', "import '@libsql/client';"],
  ['one-door-per-dependency', 'apps/server/src/push.ts', "import 'socket.io';"],
  ['one-door-per-dependency', 'apps/web/src/feed-direct.ts', "import 'socket.io-client';"],
  ['one-door-per-dependency', 'packages/replay/src/api.ts', "import 'fastify';"],
  ['one-door-per-dependency', 'packages/replay/src/flags.ts', "import 'commander';"],
  ['one-door-per-dependency', 'packages/transport/src/rune.ts', "import 'svelte';"],
  ['no-deep-imports', 'apps/server/src/deep.ts', "import '../../../packages/kube/src/list.ts';"],
  ['no-deep-imports', 'bench/src/deep.ts', "import '../../packages/kube/src/list.ts';"],
  ['test-helpers-in-tests-only', 'apps/server/src/fake.ts', "import './testing/index.ts';"],
  ['test-helpers-in-tests-only', 'apps/server/src/fake-client.ts', "import './test-client.ts';"],
  ['test-helpers-in-tests-only', 'apps/server/src/spec.ts', "import './app.test.ts';"],
];

/** What is allowed, one file for each thing that the rules above must let pass. */
const ALLOWED: readonly [file: string, source: string][] = [
  ['packages/store/src/egg.ts', ''],
  ['packages/store/src/hen.ts', "import './egg.ts';"],
  [
    'packages/kube/src/list.ts',
    "import '@kubernetes/client-node'; import 'undici'; import 'node:fs';",
  ],
  ['packages/kube/src/list.test.ts', "import '@podline/replay'; import './testing/index.ts';"],
  ['packages/kube/src/testing/index.ts', ''],
  ['packages/store/src/open.ts', "import '@prisma/client'; import '@libsql/client';"],
  ['packages/contract/src/socket.ts', "import 'valibot'; import '@podline/domain';"],
  ['packages/transport/src/server.ts', "import 'socket.io'; import '@podline/contract';"],
  ['packages/transport/src/client.ts', "import 'socket.io-client'; import '@podline/contract';"],
  [
    'apps/server/src/app.ts',
    "import 'fastify'; import 'commander'; import '@podline/kube'; import '@podline/store'; import '@podline/transport/server';",
  ],
  ['apps/server/src/app.test.ts', "import './app.ts'; import './testing/index.ts';"],
  ['apps/server/src/testing/index.ts', "import '../test-client.ts';"],
  ['apps/server/src/test-client.ts', ''],
  ['apps/web/src/feed.ts', "import '@podline/transport/client'; import '@podline/domain';"],
  ['apps/web/src/Lane.svelte', '<script lang="ts">import "svelte"; import "./feed.ts";</script>'],
  ['bench/src/main.ts', "import '@podline/kube'; import '@podline/store';"],
];

let house: string;

function put(file: string, text: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), text);
}

/** `rule file` of every violation, sorted. */
function violations(): string[] {
  const output = execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      ...['--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
      ...['apps', 'packages', 'bench'],
    ],
    { cwd: house, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(output) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return [...new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`))].sort();
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'podline-floors-'));
  cpSync(join(ROOT, '.dependency-cruiser.mjs'), join(house, '.dependency-cruiser.mjs'));
  cpSync(join(ROOT, 'tsconfig.base.json'), join(house, 'tsconfig.base.json'));
  mkdirSync(join(house, 'node_modules/@podline'), { recursive: true });
  for (const name of PACKAGES) {
    cpSync(
      join(ROOT, `packages/${name}/package.json`),
      join(house, `packages/${name}/package.json`),
      {
        recursive: true,
      },
    );
    if (name !== 'transport') put(`packages/${name}/src/index.ts`, '');
    symlinkSync(join(house, 'packages', name), join(house, 'node_modules/@podline', name));
  }
  for (const name of OUTSIDE) {
    put(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, type: 'module', main: 'x.js' }),
    );
    put(`node_modules/${name}/x.js`, '');
  }
  for (const [file, source] of ALLOWED) put(file, source);
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

test('a house without a breach is clean', () => {
  expect(violations()).toEqual([]);
});

test('each rule reports the breach planted for it, and no file without one', () => {
  for (const [, file, source] of BREACHES) put(file, source);
  const found = new Set(violations());
  for (const [rule, file] of BREACHES) expect(found).toContain(`${rule} ${file}`);
  const planted = new Set(BREACHES.map(([, file]) => file));
  expect([...found].filter((line) => !planted.has(line.split(' ')[1] ?? ''))).toEqual([]);
});

test('every rule of the config has a breach that shows it can fail', async () => {
  const { default: config } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
    default: { forbidden: { name: string }[] };
  };
  const shown = new Set(BREACHES.map(([rule]) => rule));
  expect(config.forbidden.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});
