/** The roles a file's suffix can state; a file without one is pure. */
const ROLES =
  'controller|service|repository|entity|dto|guard|interceptor|job|module|decorator|filter|pipe|client|provider|config';
const MODULES = '^src/modules/';
const SANDBOX = '^src/sandbox/';
const LOADS_SANDBOX = '^src/(start|commands/command-context)\\.ts$';
const TESTS = '\\.test\\.ts$|/contract/|^src/contract-suites\\.ts$';

/**
 * The capabilities of each module, one folder each, the lowest first: each builds on those before it
 * and knows nothing of those after it. A new one gets a place here.
 */
const CAPABILITIES = {
  accounts: [
    'cookies',
    'guard',
    'signed-messages',
    'wallets',
    'wallet-proofs',
    'provider-terms',
    'profile',
    'directory',
    'api-keys',
    'operator-keys',
    'sessions',
    'sign-in',
    'browser-sessions',
    'external-jwts',
    'deletion',
  ],
  integrations: [
    'vault',
    'providers',
    'connections',
    'oauth',
    'refresh',
    'workspaces',
    'resource-secrets',
    'webhooks',
    'provider-webhooks',
  ],
  resources: [
    'templates',
    'models',
    'types',
    'records',
    'verification',
    'endpoints',
    'listings',
    'rechecks',
    'catalogue',
    'storefront',
  ],
  payments: [
    'networks',
    'ledger',
    'claims',
    'x402',
    'demand',
    'notes',
    'facilitator',
    'payers',
    'refunds',
    'settlement',
    'finality',
    'receipts',
    'earnings',
    'ledger-check',
    'calls',
    'guard',
  ],
  execution: [
    'llm',
    'keys',
    'executors',
    'end-users',
    'records',
    'results',
    'storage',
    'usage',
    'limits',
    'run',
  ],
  insights: ['series', 'figures', 'funnel', 'provider-accounts', 'forecast', 'budgets', 'reports'],
  console: ['build', 'pages'],
  discovery: ['listed', 'documents', 'indexes', 'paid-addresses', 'mcp', 'openai', 'pages'],
  operations: ['health', 'metrics', 'tracing'],
};

const oneWay = Object.entries(CAPABILITIES).flatMap(([module, names]) =>
  names.slice(0, -1).map((name, at) => ({
    name: 'capabilities-go-one-way',
    comment: 'See CAPABILITIES: what both need moves below both.',
    severity: 'error',
    from: { path: `${MODULES}${module}/${name}/`, pathNot: TESTS },
    to: { path: `${MODULES}${module}/(${names.slice(at + 1).join('|')})/` },
  })),
);
const placed = Object.entries(CAPABILITIES).map(([module, names]) => ({
  name: 'capabilities-have-a-place',
  comment: 'Every folder of a module stands in CAPABILITIES.',
  severity: 'error',
  from: { path: `${MODULES}${module}/(?!(?:${names.join('|')})/)[^/]+/` },
  to: {},
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'common-knows-no-module',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: [MODULES, SANDBOX] },
    },
    {
      name: 'modules-by-their-door',
      comment: 'Another module is reached through its index.ts only.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: MODULES, pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'app-by-the-door',
      severity: 'error',
      from: { path: '^src/(commands/)?[^/]+\\.ts$', pathNot: TESTS },
      to: { path: MODULES, pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'accounts-and-console-know-common-only',
      severity: 'error',
      from: { path: '^src/modules/(accounts|console)/' },
      to: { path: MODULES, pathNot: '^src/modules/$1/' },
    },
    {
      name: 'integrations-resources-payments-know-accounts',
      comment: 'They do not know each other; execution brings them together.',
      severity: 'error',
      from: { path: '^src/modules/(integrations|resources|payments)/' },
      to: { path: MODULES, pathNot: ['^src/modules/$1/', '^src/modules/accounts/'] },
    },
    ...oneWay,
    ...placed,
    {
      name: 'modules-provide-their-own',
      comment:
        'The Nest module of a capability imports the modules of others, and not their parts.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/([^/]+)/.*\\.module\\.ts$' },
      to: {
        path: '^src/modules/$1/[^/]+/',
        pathNot: ['^src/modules/$1/$2/', '\\.module\\.ts$', '/index\\.ts$'],
      },
    },
    {
      name: 'namespaces-stay-home',
      comment: 'The namespace of a capability is injected in its own folder only.',
      severity: 'error',
      from: { path: '^src/(modules/[^/]+/[^/]+|common/[^/]+)/' },
      to: { path: '\\.config\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'namespaces-stay-home',
      severity: 'error',
      from: { path: ['^src/(commands/)?[^/]+\\.ts$', '^src/modules/[^/]+/[^/]+\\.ts$'] },
      to: { path: '\\.config\\.ts$' },
    },
    {
      name: 'configuration-by-its-door',
      comment: 'What names the whole configuration for Nest never leaves its folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/common/config/' },
      to: { path: '^src/common/config/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'nobody-builds-on-execution',
      severity: 'error',
      from: { path: MODULES, pathNot: '^src/modules/(execution|insights|discovery|operations)/' },
      to: { path: '^src/modules/execution/' },
    },
    {
      name: 'pure-files-are-pure',
      comment: `A file without a role suffix (${ROLES}) has no Nest, TypeORM, network or file system.`,
      severity: 'error',
      from: {
        path: [MODULES, '^src/common/(money|errors|crypto|clock)/'],
        pathNot: [`\\.(${ROLES})\\.ts$`, '/index\\.ts$', TESTS],
      },
      to: {
        path: [
          '(^|/)node_modules/(@nestjs/(core|typeorm|platform-fastify)|typeorm|pg|undici|openai|@anthropic-ai|graphile-worker)/',
          '^(node:)?(fs|http|https|net|child_process|tls|dns)(/|$)',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-files-call-no-service',
      severity: 'error',
      from: {
        path: MODULES,
        pathNot: [`\\.(${ROLES})\\.ts$`, '/index\\.ts$', TESTS],
      },
      to: {
        path: '\\.(controller|service|repository|guard|interceptor|job|module|client)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'controllers-know-services',
      comment: 'Not repositories and not entities.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.(repository|entity)\\.ts$' },
    },
    {
      name: 'sandbox-stays-out-of-production',
      comment: 'Only the start and commands load it, never in production; tests use its stand-ins.',
      severity: 'error',
      from: { path: '^src/', pathNot: [SANDBOX, LOADS_SANDBOX, TESTS] },
      to: { path: SANDBOX },
    },
    {
      name: 'start-loads-the-sandbox-dynamically',
      severity: 'error',
      from: { path: LOADS_SANDBOX },
      to: { path: SANDBOX, dynamic: false },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration is never changed by a change of the code.',
      severity: 'error',
      from: { path: '^src/migrations/\\d' },
      to: { pathNot: '(^|/)node_modules/typeorm/' },
    },
    {
      name: 'products-need-no-tests',
      comment: 'What every plug-in owes is for tests too: no server loads contract-suites.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: [TESTS, '^test/'] },
    },
    {
      name: 'examples-build-on-the-package',
      comment:
        'As another team does: by the names that src/index.ts and src/contract-suites.ts export.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: ['^src/', '^test/', '^dist/', '^ormconfig'] },
    },
    {
      name: 'unit-tests-start-nothing',
      comment: 'What needs a database or a chain is tested in test/.',
      severity: 'error',
      from: { path: '^src/.*\\.test\\.ts$' },
      to: {
        path: [
          '^test/',
          `${SANDBOX}(index|sandbox)\\.ts$`,
          `${SANDBOX}chain/(index|local-chain|anvil-process)\\.ts$`,
          `${SANDBOX}postgres/(index|(postgres-server|server-process)\\.service)\\.ts$`,
        ],
      },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: [SANDBOX, TESTS] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
