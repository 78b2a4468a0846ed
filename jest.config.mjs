// SWC compiles to CommonJS: the ESM mode of Jest breaks on CommonJS Nest plugins. These packages
// ship ES modules only and are therefore compiled as well.
const esmPackages = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'jose',
  'oauth4webapi',
  '@scure',
  '@noble',
  'uuid',
  // Imports what Node brings when it is first used.
  '@opentelemetry/otlp-exporter-base',
];

/** @type {import('jest').Config} */
const common = {
  runtime: '<rootDir>/test/setup/runtime.cjs',
  testEnvironment: '<rootDir>/test/setup/environment.cjs',
  transform: {
    '^.+\\.[mc]?[jt]s$': [
      '@swc/jest',
      {
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  resolver: '<rootDir>/test/setup/resolver.cjs',
  // Tests import them. Jest would make an object for each of four thousand modules, anew for each test file.
  injectGlobals: false,
};

/** Tests beside what they test, and of the sources as such: nothing is started, a database is refused. */
const unit = {
  ...common,
  displayName: 'unit',
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/architecture/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/setup/unit.ts'],
};

/** All others, over the build and one database and one chain, made once when one of them is run. */
export const integration = {
  ...common,
  displayName: 'integration',
  runtime: '<rootDir>/test/setup/shared-runtime.cjs',
  testEnvironment: '<rootDir>/test/setup/shared-environment.cjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/architecture/'],
  setupFilesAfterEnv: ['<rootDir>/test/setup/documented-answers.ts'],
  globalSetup: '<rootDir>/test/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.mjs',
};

/** @type {import('jest').Config} */
export default {
  projects: [unit, integration],
  testSequencer: '<rootDir>/test/setup/sequencer.cjs',
  // Of what hangs: how fast the machine is decides nothing.
  testTimeout: 300_000,
  maxWorkers: 3,
};
