import { durationMs, PATIENCE } from '@podline/domain';
import { Command, CommanderError } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type Config,
  checkEnvironment,
  checkTogether,
  isLoopback,
  offVariables,
  SETTINGS,
  WrongSetting,
} from './config.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const DEFAULTS: Config = {
  demo: false,
  demoAdd: [],
  port: 7878,
  host: '127.0.0.1',
  db: null,
  metrics: null,
  webhook: null,
  webhookShape: 'podline',
  publicUrl: null,
  keepDays: 30,
  keepGib: 4,
  namespace: [],
  context: null,
  roles: null,
  patience: PATIENCE,
  pagesPerAddress: 20,
  insecureNoAuth: false,
  logLevel: 'info',
};

/** The settings as the program reads them; what is refused, in commander's words. */
function configOf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Config | string {
  for (const { env: name } of SETTINGS) vi.stubEnv(name, env[name]);
  for (const name of offVariables(env)) vi.stubEnv(name, undefined);
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const setting of SETTINGS) command.addOption(setting.option());
  try {
    return command.parse(args, { from: 'user' }).opts<Config>();
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

const same: readonly (readonly [
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  config: Partial<Config>,
])[] = [
  [[], {}, {}],
  [['--demo'], { PODLINE_DEMO: 'true' }, { demo: true }],
  [['--demo'], { PODLINE_DEMO: '1' }, { demo: true }],
  [[], { PODLINE_DEMO: 'false' }, {}],
  [[], { PODLINE_DEMO: 'FALSE' }, {}],
  [[], { PODLINE_DEMO: '0' }, {}],
  [[], { PODLINE_DEMO: '' }, {}],
  [['--roles', 'roles.json'], { PODLINE_ROLES: 'roles.json' }, { roles: 'roles.json' }],
  [
    ['--patience', 'init=300', '--patience', 'pull=600'],
    { PODLINE_PATIENCE: 'init=300, pull=600' },
    { patience: { ...PATIENCE, init: durationMs(300_000), pull: durationMs(600_000) } },
  ],
  [
    ['--demo-add', 'init-resize'],
    { PODLINE_DEMO_ADD: 'init-resize' },
    { demoAdd: ['init-resize'] },
  ],
  [['--port', '0'], { PODLINE_PORT: '0' }, { port: 0 }],
  [['--port', '65535'], { PODLINE_PORT: '65535' }, { port: 65_535 }],
  [['--host', 'localhost'], { PODLINE_HOST: 'localhost' }, { host: 'localhost' }],
  [['--host', '[::1]'], { PODLINE_HOST: '::1' }, { host: '::1' }],
  [['--host', 'Node-1.Example'], { PODLINE_HOST: 'Node-1.Example' }, { host: 'node-1.example' }],
  [['--db', '/data/x.db'], { PODLINE_DB: '/data/x.db' }, { db: '/data/x.db' }],
  [['--keep-days', '0.5'], { PODLINE_KEEP_DAYS: '0.5' }, { keepDays: 0.5 }],
  [['--keep-gib', '0'], { PODLINE_KEEP_GIB: '0' }, { keepGib: 0 }],
  [
    ['--metrics', '[::1]:9464'],
    { PODLINE_METRICS: '[::1]:9464' },
    { metrics: { host: '::1', port: 9464 } },
  ],
  [['--metrics', ':0'], { PODLINE_METRICS: ':0' }, { metrics: { host: '0.0.0.0', port: 0 } }],
  [['--namespace', 'shop'], { PODLINE_NAMESPACE: 'shop' }, { namespace: ['shop'] }],
  [
    ['--namespace', 'shop', '--namespace', 'payments'],
    { PODLINE_NAMESPACE: 'shop, payments' },
    { namespace: ['shop', 'payments'] },
  ],
  [
    // Watched twice, each of its pods would be recorded by two.
    ['--namespace', 'shop', '--namespace', 'shop'],
    { PODLINE_NAMESPACE: 'shop,shop' },
    { namespace: ['shop'] },
  ],
  [['--context', 'kind-kind'], { PODLINE_CONTEXT: 'kind-kind' }, { context: 'kind-kind' }],
  [
    ['--context', 'arn:aws:eks:eu-1:1:cluster/a'],
    { PODLINE_CONTEXT: 'arn:aws:eks:eu-1:1:cluster/a' },
    { context: 'arn:aws:eks:eu-1:1:cluster/a' },
  ],
  [
    ['--webhook', 'https://hooks.example/T0/B0', '--webhook-shape', 'slack'],
    { PODLINE_WEBHOOK: 'https://hooks.example/T0/B0', PODLINE_WEBHOOK_SHAPE: 'slack' },
    { webhook: 'https://hooks.example/T0/B0', webhookShape: 'slack' },
  ],
  [
    ['--public-url', 'https://podline.example/'],
    { PODLINE_PUBLIC_URL: 'https://podline.example/' },
    { publicUrl: 'https://podline.example' },
  ],
  [['--pages-per-address', '0'], { PODLINE_PAGES_PER_ADDRESS: '0' }, { pagesPerAddress: 0 }],
  [['--insecure-no-auth'], { PODLINE_INSECURE_NO_AUTH: 'True' }, { insecureNoAuth: true }],
  [[], { PODLINE_INSECURE_NO_AUTH: '0' }, {}],
  [['--log-level', 'debug'], { PODLINE_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
];
for (const [args, env, config] of same) {
  test(`${args.join(' ') || 'nothing'} and ${JSON.stringify(env)} give the same`, () => {
    expect(configOf(args)).toEqual({ ...DEFAULTS, ...config });
    expect(configOf([], env)).toEqual({ ...DEFAULTS, ...config });
  });
}

test('every setting is in the table above', () => {
  const named = new Set(same.flatMap(([, env]) => Object.keys(env)));
  expect([...named].sort()).toEqual(SETTINGS.map((setting) => setting.env).sort());
});

test('an option wins over its variable, also one that may be repeated', () => {
  const env = { PODLINE_PORT: '1', PODLINE_NAMESPACE: 'shop', PODLINE_HOST: '::1' };
  expect(configOf(['--port', '2', '--namespace', 'payments'], env)).toMatchObject({
    port: 2,
    namespace: ['payments'],
    host: '::1',
  });
});

const wrong: readonly (readonly [option: string, values: readonly string[], hint: string])[] = [
  [
    '--webhook',
    ['', 'hooks.example', 'ftp://hooks.example', 'javascript:alert(1)'],
    'Give an address that begins with http:// or https://.',
  ],
  [
    '--port',
    ['70000', '65536', 'abc', '-1', '1.5', '1e3', '0x10', '', ' 80'],
    'A port is a whole number from 0 to 65535.',
  ],
  [
    '--port',
    ['tcp://10.96.0.7:7878'],
    'Pods get this value for a Service named podline, so set enableServiceLinks: false in the pod.',
  ],
  [
    '--host',
    ['', 'a b', '127.0.0.1:7878', 'http://localhost', '-x', '[::1', '::g', '*'],
    'Give a host name or an IP address, without a port.',
  ],
  ['--db', ['', '  '], 'Give the path of a file.'],
  ['--keep-days', ['', '-1', '1d', '1e3'], 'Days are a number from 0 on, as in 30 or 0.5.'],
  ['--keep-gib', ['', '4G', '-0'], 'A size is a number of GiB from 0 on, as in 4 or 0.5.'],
  [
    '--metrics',
    ['', '9464', 'localhost', 'localhost:http'],
    'Give host and port, as in 127.0.0.1:9464.',
  ],
  ['--pages-per-address', ['', '-1', '1.5', '1000000'], 'It is a whole number from 0 to 999999.'],
  ['--context', ['', ' '], 'Give the name of a context.'],
  [
    '--namespace',
    ['Shop', '', 'a,,b', 'a_b', '-a', 'a-', 'a.b', 'a'.repeat(64), '../x'],
    'A namespace has up to 63 lower-case letters, digits and hyphens.',
  ],
  [
    '--demo-add',
    ['', '../recordings', 'Init', '/etc'],
    'A recording is named like its folder, such as init-image-pull-backoff.',
  ],
  ['--roles', ['', ' '], 'Give the path of a file.'],
  [
    '--patience',
    ['init', 'init=abc', 'toast=3', 'init=1,', 'constructor=1'],
    'It is a stage and whole seconds, as in init=300; stages are scheduling, sandbox, pull, init, native-sidecar, apps, readiness.',
  ],
  ['--log-level', ['loud', '', 'INFO'], 'Allowed choices are debug, info, warn, error, silent.'],
];
for (const [option, values, hint] of wrong) {
  const variable = SETTINGS.find(({ flag }) => flag.startsWith(`${option} `))?.env ?? '';
  for (const value of values) {
    test(`${option} ${JSON.stringify(value)} is refused, and so is ${variable}`, () => {
      const refusal = (of: string) =>
        new RegExp(`^error: option '${option} .*${of}.* is invalid\\. `);
      for (const [refused, of] of [
        [configOf([`${option}=${value}`]), 'argument'],
        [configOf([], { [variable]: value }), `from env '${variable}'`],
      ] as const) {
        expect(refused).toMatch(refusal(of));
        expect(String(refused).endsWith(hint)).toBe(true);
      }
    });
  }
}

const together: readonly (readonly [Partial<Config>, RegExp | null])[] = [
  [{}, null],
  [{ host: 'localhost' }, null],
  [{ host: '::1' }, null],
  [{ host: '127.1.2.3' }, null],
  [{ host: '0.0.0.0' }, /^Podline has no login yet.*0\.0\.0\.0.*--insecure-no-auth/],
  [{ host: '::' }, /--insecure-no-auth/],
  [{ host: '192.168.1.7' }, /--insecure-no-auth/],
  [{ host: 'podline.example' }, /--insecure-no-auth/],
  [{ host: '0.0.0.0', insecureNoAuth: true }, null],
  [{ demo: true, context: 'x' }, /^--demo and --context exclude each other/],
  [{ demoAdd: ['x'], context: 'x' }, /^--demo-add and --context exclude each other/],
  [{ demo: true, demoAdd: ['x'], namespace: ['shop'] }, null],
];
for (const [change, refusal] of together) {
  test(`${JSON.stringify(change)} is ${refusal === null ? 'fine' : 'refused'}`, () => {
    const check = () => checkTogether({ ...DEFAULTS, ...change });
    if (refusal === null) return expect(check).not.toThrow();
    expect(check).toThrow(WrongSetting);
    expect(check).toThrow(refusal);
  });
}

const environment: readonly (readonly [Readonly<Record<string, string>>, RegExp | null])[] = [
  [{}, null],
  [{ PATH: '/bin', PODLINEX: '1' }, null],
  [{ PODLINE_PORT: '1', PODLINE_LOG_LEVEL: 'debug' }, null],
  [{ PODLINE_PROT: '1' }, /^PODLINE_PROT is not a setting of Podline; there are PODLINE_DEMO, /],
  [{ PODLINE_: '1' }, /^PODLINE_ is not a setting/],
  [{ PODLINE_DEMO: 'maybe' }, /^PODLINE_DEMO is "maybe"; it takes true or false\.$/],
  [{ PODLINE_DEMO: 'yes' }, /takes true or false/],
  [{ PODLINE_INSECURE_NO_AUTH: ' true' }, /takes true or false/],
  [
    // What the kubelet sets for Services named podline and podline-metrics.
    {
      PODLINE_SERVICE_HOST: '10.96.0.7',
      PODLINE_SERVICE_PORT: '80',
      PODLINE_SERVICE_PORT_HTTP: '80',
      PODLINE_PORT_80_TCP: 'tcp://10.96.0.7:80',
      PODLINE_PORT_80_TCP_ADDR: '10.96.0.7',
      PODLINE_METRICS_SERVICE_HOST: '10.96.0.8',
      PODLINE_METRICS_PORT: 'tcp://10.96.0.8:9090',
      PODLINE_METRICS_PORT_9090_TCP_PROTO: 'tcp',
    },
    null,
  ],
];
for (const [env, refusal] of environment) {
  test(`the environment ${JSON.stringify(env)} is ${refusal === null ? 'fine' : 'refused'}`, () => {
    const check = () => checkEnvironment(env);
    if (refusal === null) return expect(check).not.toThrow();
    expect(check).toThrow(WrongSetting);
    expect(check).toThrow(refusal);
  });
}

test('loopback is what only this machine reaches', () => {
  const yes = ['localhost', '::1', '127.0.0.1', '127.255.0.3'];
  const no = [
    '0.0.0.0',
    '::',
    '127.0.0.1.example',
    '127.0.0',
    '128.0.0.1',
    'localhost.example',
    '',
  ];
  expect(yes.filter(isLoopback)).toEqual(yes);
  expect(no.filter(isLoopback)).toEqual([]);
});
