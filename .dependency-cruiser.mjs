const adapters = '(kube|store|transport)';
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/domain/src' },
    },
    {
      name: 'contract-sits-on-domain',
      severity: 'error',
      from: { path: '^packages/contract/' },
      to: { path: '^(apps|packages/(?!contract|domain))' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: `^packages/${adapters}/` },
      to: { path: `^packages/${adapters}/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'packages-never-look-up',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-strangers',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'browser-side-only',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^packages/(kube|store|transport/src/server)' },
    },
    {
      name: 'one-door-per-dependency',
      severity: 'error',
      from: { pathNot: '^packages/(kube|store)/' },
      to: { path: 'node_modules/(@kubernetes/client-node|@prisma|better-sqlite3|@libsql)' },
    },
    {
      name: 'testkit-in-tests-only',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: '(\\.test\\.|\\.spec\\.|^packages/testkit/)' },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(apps|packages)/([^/]+)/' },
      to: { path: '^packages/[^/]+/src/.+/', pathNot: '^$1/$2/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
