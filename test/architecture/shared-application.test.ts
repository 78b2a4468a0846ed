import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const SETUP = resolve('test/setup');

/** A project whose test files run one after another in one process. */
const PROJECT = {
  'package.json': '{}',
  'jest.config.json': JSON.stringify({
    runtime: `${SETUP}/shared-runtime.cjs`,
    testEnvironment: `${SETUP}/shared-environment.cjs`,
    testSequencer: './sequencer.cjs',
    transform: {},
    injectGlobals: false,
  }),
  'sequencer.cjs': `
    const { default: Sequencer } = require('${resolve('node_modules/@jest/test-sequencer')}');
    module.exports = class extends Sequencer {
      sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
    };`,
  'src/counter.js': 'let count = 0; exports.count = () => ++count;',
  'src/user.js': `
    const { count } = require('./counter.js');
    exports.use = () => count();
    exports.later = () => require('./later.js').value;`,
  'src/later.js': 'exports.value = 42;',
  'src/suite.js': `
    const globals = require('@jest/globals');
    exports.suite = (check) => globals.describe('a suite', () => globals.it('checks', check));`,
  'test/beside.js': 'let count = 0; exports.count = () => ++count;',
  'test/1.test.js': `
    const { expect, it } = require('@jest/globals');
    const { suite } = require('../src/suite.js');
    suite(() => expect(require('./beside.js').count()).toBe(1));
    it('comes first', () => {
      expect(require('../src/user.js').use()).toBe(1);
      globalThis.fetch = undefined;
      process.env.LEFT = 'behind';
    });`,
  'test/2.test.js': `
    const { expect, it } = require('@jest/globals');
    const { suite } = require('../src/suite.js');
    suite(() => expect(require('./beside.js').count()).toBe(1));
    it('finds sources loaded, which load more', () => {
      const { use, later } = require('../src/user.js');
      expect([use(), later()]).toEqual([2, 42]);
    });
    it('finds globals as they were', () => {
      expect([typeof fetch, process.env.LEFT]).toEqual(['function', undefined]);
    });`,
  'test/3.test.js': `
    const { expect, it, jest } = require('@jest/globals');
    jest.mock('../src/counter.js', () => ({ count: () => 'replaced' }));
    it('replaces what sources use', () => expect(require('../src/user.js').use()).toBe('replaced'));`,
  'test/4.test.js': `
    const { expect, it } = require('@jest/globals');
    it('finds nothing replaced', () => expect(require('../src/user.js').use()).toBe(3));`,
};

interface Results {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

describe('test files of one process', () => {
  let folder: string;
  let outcomes: ReadonlyMap<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coinslot-shared-'));
    for (const [name, text] of Object.entries(PROJECT)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { testResults } = await run(folder);
    outcomes = new Map(
      testResults.flatMap(({ assertionResults }, file) =>
        assertionResults.map(({ fullName, status }) => [`${file + 1} ${fullName}`, status]),
      ),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['share the sources that one of them loaded', '2 finds sources loaded, which load more'],
    ['find the globals that another one replaced', '2 finds globals as they were'],
    ['run what lies beside them anew, and suites of the sources as their own', '2 a suite checks'],
    ['have what they replace used by all', '3 replaces what sources use'],
    ['do not find what another one replaced', '4 finds nothing replaced'],
  ])('%s', (_, test) => {
    expect(outcomes.get(test)).toBe('passed');
  });
});

async function run(folder: string): Promise<Results> {
  const jest = resolve('node_modules/jest/bin/jest.js');
  const { stdout } = await promisify(execFile)(process.execPath, [jest, '-i', '--json'], {
    cwd: folder,
  }).catch((failure: { stdout: string }) => failure);
  return JSON.parse(stdout) as Results;
}
