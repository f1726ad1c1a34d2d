/**
 * The floors of docs/architecture.md, checked: an import may only go down.
 * `scripts/floors.test.ts` plants a breach of each rule and sees it reported.
 */
const TEST = '\\.(test|spec)\\.ts$';
/** What only serves tests: a folder `test` or `testing`, or a file named for it. */
const TEST_HELPER = '/(test(ing)?/|test-[^/]+\\.ts$)';
/** One adapter per outside system. */
const ADAPTERS = '(kube|store|replay|transport)';
/** A package outside the house: by its folder, or by its bare name where it is not installed. */
const outside = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

/** Only `owner` may import these; whatever else needs them asks the owner. */
const oneDoor = (owner, ...names) => ({
  name: 'one-door-per-dependency',
  comment: `Only ${owner} imports ${names.join(', ')}.`,
  severity: 'error',
  from: { path: '^(apps|packages|bench|e2e|faults|scripts)/', pathNot: `^${owner}/` },
  to: { path: outside(...names) },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or hide a third one. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'A path that leads nowhere escapes every other rule.',
      severity: 'error',
      from: { path: '^(apps|packages)/' },
      // SvelteKit writes ./$types beside each route only while it builds.
      to: { path: '^(\\.|@podline/)', pathNot: '\\$types(\\.js)?$', couldNotResolve: true },
    },
    {
      name: 'domain-imports-nothing',
      comment: 'No dependency, not even node: the words stand on the ground.',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: TEST },
      to: { pathNot: '^packages/domain/src' },
    },
    {
      name: 'contract-sits-on-domain',
      comment: 'What crosses the wire knows the words, the schema library, and nothing else.',
      severity: 'error',
      from: { path: '^packages/contract/src', pathNot: TEST },
      to: { pathNot: ['^packages/(contract|domain)/', outside('valibot')] },
    },
    {
      name: 'adapters-are-strangers',
      comment: 'One adapter per outside system; only the server brings two of them together.',
      severity: 'error',
      from: { path: `^packages/${ADAPTERS}/`, pathNot: TEST },
      to: { path: `^packages/${ADAPTERS}/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'adapters-are-strangers',
      comment: 'A test of an adapter may use the replayed cluster as its fake, no other adapter.',
      severity: 'error',
      from: { path: `^packages/${ADAPTERS}/.+${TEST}` },
      to: { path: `^packages/${ADAPTERS}/`, pathNot: ['^packages/$1/', '^packages/replay/'] },
    },
    {
      name: 'packages-never-look-up',
      comment: 'Packages do not know who uses them.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|bench|e2e|faults|scripts)/' },
    },
    {
      name: 'apps-are-strangers',
      comment: 'Server and page meet in contract.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'browser-side-only',
      comment: 'Nothing that the page imports may lead to an adapter that runs on the server.',
      severity: 'error',
      from: { path: '^(apps/web/|packages/transport/src/client\\.ts$)' },
      to: {
        path: '^packages/((kube|store|replay)/|transport/src/server\\.ts$)',
        reachable: true,
      },
    },
    oneDoor('packages/kube', '@kubernetes/client-node', 'undici'),
    oneDoor('packages/store', 'prisma', '@prisma', '@libsql', 'libsql'),
    oneDoor('packages/transport', 'socket\\.io', 'socket\\.io-client', 'engine\\.io'),
    oneDoor(
      'apps/server',
      'fastify',
      '@fastify',
      'commander',
      'pino',
      'pino-pretty',
      'prom-client',
    ),
    oneDoor('apps/web', 'svelte', '@sveltejs'),
    {
      name: 'no-deep-imports',
      comment: 'A package has one door, its index.ts; transport has two, server.ts and client.ts.',
      severity: 'error',
      from: { path: '^((?:apps|packages)/[^/]+|bench|e2e|faults|scripts)/' },
      to: {
        path: '^packages/',
        pathNot: [
          '^$1/',
          '^packages/[^/]+/src/index\\.ts$',
          '^packages/[^/]+/src/testing/index\\.ts$',
          '^packages/transport/src/(server|client)\\.ts$',
        ],
      },
    },
    {
      name: 'test-helpers-in-tests-only',
      comment:
        'What only serves tests is in `testing/` or `test-….ts`; nothing that ships imports it.',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [TEST, TEST_HELPER] },
      to: { path: [`^(apps|packages)/.*${TEST_HELPER}`, TEST] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/generated/'] },
    exclude: { path: '(^|/)(build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'default'],
    },
  },
};
