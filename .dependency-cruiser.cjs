/** The roles a file's suffix can state; a file without one is pure. */
const ROLES =
  'controller|service|repository|entity|dto|guard|interceptor|job|module|decorator|filter|pipe|client|provider';
const MODULES = '^src/modules/';
const SANDBOX = '^src/sandbox/';
const TESTS = '\\.test\\.ts$|/contract/';

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
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: MODULES, pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'accounts-know-common-only',
      severity: 'error',
      from: { path: '^src/modules/accounts/' },
      to: { path: MODULES, pathNot: '^src/modules/accounts/' },
    },
    {
      name: 'integrations-resources-payments-know-accounts',
      comment: 'They do not know each other; execution brings them together.',
      severity: 'error',
      from: { path: '^src/modules/(integrations|resources|payments)/' },
      to: { path: MODULES, pathNot: ['^src/modules/$1/', '^src/modules/accounts/'] },
    },
    {
      name: 'nobody-builds-on-execution',
      severity: 'error',
      from: { path: MODULES, pathNot: '^src/modules/(execution|discovery|insights)/' },
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
        path: '\\.(controller|repository|guard|interceptor|job|module|client)\\.ts$',
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
      comment: 'Only main.ts loads it, dynamically and never in production.',
      severity: 'error',
      from: { path: '^src/', pathNot: [SANDBOX, '^src/main\\.ts$'] },
      to: { path: SANDBOX },
    },
    {
      name: 'main-loads-the-sandbox-dynamically',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
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
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: [TESTS, '^test/'] },
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
