import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { millis } from '@podline/domain';
import { openStore } from '@podline/store';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Ended, podline, podlineStarted } from '../testing/command.ts';
import { testFolder } from '../testing/folder.ts';
import { folderOf } from '../testing/recordings.ts';
import { run } from './program.ts';
import { VERSION } from './version.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

type Env = Readonly<Record<string, string>>;

/** The command in this process, which is quicker, for whatever ends before anything is opened. */
async function runHere(args: readonly string[], env: Env = {}): Promise<Ended> {
  vi.stubEnv('KUBECONFIG', undefined);
  vi.stubEnv('HOME', '/nowhere');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    });
  }
  const code = await run(['node', 'podline', ...args]);
  vi.restoreAllMocks();
  return { code, ...said };
}

/** A kubeconfig whose one context, staging, names a server that refuses connections. */
async function kubeconfig(change: object = {}): Promise<string> {
  const path = join(await testFolder(), 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'staging',
    contexts: [{ name: 'staging', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }],
    users: [{ name: 'u', user: {} }],
    ...change,
  };
  // JSON is YAML.
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** One sentence on one line, without a stack, and nothing on stdout. */
function expectRefusal({ code, stdout, stderr }: Ended, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^podline: [^\n]+[.)]\n$/);
  expect([code, stdout]).toEqual([1, '']);
}

describe('what is wrong is refused in one sentence', () => {
  const refused: readonly (readonly [args: string, env: Env, sentence: RegExp])[] = [
    ['serve --port 70000', {}, /--port.*from 0 to 65535\./],
    ['serve', { PODLINE_PORT: 'abc' }, /'abc' from env 'PODLINE_PORT' is invalid/],
    ['serve', { PODLINE_PORT: 'tcp://10.96.0.7:80' }, /PODLINE_PORT.*enableServiceLinks: false/],
    ['serve --db=', {}, /--db.*path of a file/],
    ['serve --namespace Shop', {}, /--namespace.*lower-case/],
    ['demo --log-level loud', {}, /--log-level.*debug, info/],
    ['serve --prot 1', {}, /unknown option '--prot' \(Did you mean --port\?\)/],
    ['serve', { PODLINE_PROT: '1' }, /PODLINE_PROT is not a setting/],
    ['serve', { PODLINE_DEMO: 'maybe' }, /PODLINE_DEMO is "maybe"/],
    ['serve --host 0.0.0.0', {}, /does not listen on 0\.0\.0\.0/],
    [
      'serve --host 0.0.0.0',
      { PODLINE_INSECURE_NO_AUTH: 'false' },
      /does not listen on 0\.0\.0\.0/,
    ],
    ['serve --demo --context x', {}, /--demo and --context exclude/],
    ['demo --context x', {}, /--demo and --context exclude/],
    ['demo --demo-add nowhere', {}, /no recording "nowhere" .*; there are: .*init-crashloop/],
    ['serve --context x', {}, /--context x cannot be used: .*\/nowhere\/\.kube\/config/],
    ['replay', {}, /missing required argument 'dir'/],
    ['replay /nowhere', {}, /\/nowhere\/meta\.json cannot be read/],
    ['replay /nowhere --format xml', {}, /--format.*json, csv, perfetto, otlp, status, sketch/],
    ['bogus', {}, /unknown command 'bogus'/],
  ];
  for (const [args, env, sentence] of refused) {
    test(`podline ${args} ${JSON.stringify(env)}`, async () => {
      expectRefusal(await runHere(args.split(' '), env), sentence);
    });
  }

  test('a context that the kubeconfig lacks', async () => {
    const env = { KUBECONFIG: await kubeconfig() };
    expectRefusal(
      await runHere(['serve', '--context', 'prod'], env),
      /--context prod cannot be used: The kubeconfig .* has no context "prod"\./,
    );
  });

  test('a context that cannot be used: it was asked for, so it is told where it was asked', async () => {
    const env = {
      KUBECONFIG: await kubeconfig({ users: [{ name: 'u', user: { 'auth-provider': {} } }] }),
    };
    expectRefusal(
      await runHere(['serve', '--context', 'staging'], env),
      /--context staging cannot be used: .* the auth-provider /,
    );
  });

  test('a folder that takes no files, as a process that ends', async () => {
    expectRefusal(
      await podline(['demo', '--port', '0', '--db', '/dev/null/x.db']),
      /cannot write \/dev\/null/,
    );
  });

  test('a port that is taken, as a process that ends', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expectRefusal(await podline(['demo', '--port', String(port)]), /The port is taken .*--port\./);
  });
});

describe('help and version', () => {
  for (const args of [[], ['serve'], ['demo'], ['replay'], ['backup']]) {
    test(`podline ${[...args, '--version'].join(' ')}`, async () => {
      const env = { PODLINE_PROT: 'a wrong setting does not matter here' };
      expect(await runHere([...args, '--version'], env)).toEqual({
        code: 0,
        stdout: `${VERSION}\n`,
        stderr: '',
      });
    });

    test(`podline ${[...args, '--help'].join(' ')}`, async () => {
      const { code, stdout, stderr } = await runHere([...args, '--help']);
      expect(stdout).toMatch(new RegExp(`^Usage: podline ${args.join('')}`));
      expect([code, stderr]).toEqual([0, '']);
    });
  }

  test('podline alone tells what there is, and that nothing was done', async () => {
    const { code, stdout, stderr } = await runHere([]);
    expect(stderr).toMatch(/^Usage: podline .*serve .*demo .*replay .*backup /s);
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('what is right runs', () => {
  test('a recording is printed whole into a pipe, and nothing else', async () => {
    const recording = folderOf('deployment-twenty-replicas');
    const { code, stdout, stderr } = await podline(['replay', recording, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).pods.length).toBeGreaterThanOrEqual(20);
  });

  test('a sketch is what is printed where no format is asked for', async () => {
    const { code, stdout } = await podline(['replay', folderOf('init-crashloop')]);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'init-crashloop/example-pod']);
  });

  test('where no cluster is configured the demo is served, named as such, until it is told to stop', async () => {
    const running = await podlineStarted(['serve', '--port', '0', '--log-level', 'silent']);
    const greeting = await running.said(/page {6}http\S+\n/);
    expect(greeting).toMatch(/watching {2}the demo: recordings .* \(no kubeconfig was found\)/);
    expect(greeting).toMatch(/database {2}\.podline\/demo\.db/);
    expect((await fetch(`${urlIn(greeting)}/livez`)).status).toBe(200);
    running.process.kill('SIGTERM');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Stopping\.\n$/);
  });

  test('F48: a database that is none is left as it is; the page comes up and says why, and nothing is watched', async () => {
    const folder = await testFolder();
    const db = join(folder, 'podline.db');
    await writeFile(db, 'These are my notes, not a database.');
    const env = { KUBECONFIG: await kubeconfig() };
    const running = await podlineStarted(['serve', '--port', '0', '--db', db], env);
    const stdout = await running.said(/page {6}http\S+\n/);
    const answer = await fetch(`${urlIn(stdout)}/api/pods`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'DATABASE_UNUSABLE',
      detail: expect.stringContaining(`${db} is not a database of Podline`),
    });
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).toMatch(/^podline: .* is not a database of Podline/);
    expect(code).toBe(3);
    expect(await readFile(db, 'utf8')).toBe('These are my notes, not a database.');
  });

  test('F46: a folder that may not be made is an end at once, with the exit code for it', async () => {
    const env = { KUBECONFIG: await kubeconfig() };
    const args = ['serve', '--port', '0', '--db', '/dev/null/x/podline.db'];
    const { code, stderr } = await podline(args, env);
    expect(stderr).toMatch(
      /^podline: The database \/dev\/null\/x\/podline\.db cannot be created: [^\n]+\n$/,
    );
    expect(code).toBe(3);
  });

  test('F59: a backup is a database that Podline opens, and is never written over', async () => {
    const folder = await testFolder();
    const [db, copy] = [join(folder, 'podline.db'), join(folder, 'copy.db')];
    const store = await openStore({ path: db, now: () => millis(0) });
    onTestFinished(() => store.close());
    const { code, stdout } = await podline(['backup', copy, '--db', db]);
    expect(stdout).toMatch(
      /copy\.db holds .*podline\.db as it was just now: 0 pods with 0 transitions, .* checked\.\n$/,
    );
    expect(code).toBe(0);
    const restored = await openStore({ path: copy, now: () => millis(0) });
    // A restored log may lack what pages have seen: it is another log to them.
    expect(restored.epoch).not.toBe(store.epoch);
    await restored.close();
    const again = await podline(['backup', copy, '--db', db]);
    expect(again.stderr).toMatch(/^podline: [^\n]*copy\.db[^\n]*\n$/);
    expect(again.code).toBe(3);
  });

  const unusable: readonly (readonly [
    name: string,
    config: () => Promise<string>,
    code: string,
    detail: string,
  ])[] = [
    ['refuses connections', () => kubeconfig(), 'CLUSTER_UNREACHABLE', 'http://127.0.0.1:9'],
    [
      'is named by a kubeconfig that is not there',
      async () => '/nowhere/config',
      'CLUSTER_MISCONFIGURED',
      '/nowhere/config',
    ],
  ];
  for (const [name, config, code, detail] of unusable) {
    test(`a cluster that ${name} is never replaced by the demo: the page comes up and says why`, async () => {
      const env = { KUBECONFIG: await config() };
      const running = await podlineStarted(['serve', '--port', '0'], env);
      // The first try is logged, as a warning (40), once it has failed.
      const stdout = await running.said(/page {6}http.*"level":40/s);
      expect(stdout).toMatch(/watching {2}your cluster \(all namespaces\)/);
      expect(stdout).toMatch(/database {2}\.podline\/podline\.db/);
      const answer = await fetch(`${urlIn(stdout)}/api/pods`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code, detail: expect.stringContaining(detail) });
    });
  }
});

const urlIn = (greeting: string): string =>
  /page {6}(http:\/\/127\.0\.0\.1:\d+)/.exec(greeting)?.[1] ?? '';
