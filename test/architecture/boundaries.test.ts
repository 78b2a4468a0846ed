import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
    }[];
  };
}

const root = process.cwd();

/** Runs dependency-cruiser with the project's rules on `src` and `examples` of a folder. */
function cruise(folder: string): Promise<Report['summary']> {
  const program = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = resolve(root, '.dependency-cruiser.cjs');
  const call = [program, '--config', rules, '--output-type', 'json', 'src', 'examples'];
  return new Promise((done, fail) => {
    // The exit code counts violations; what matters is in the report.
    execFile(
      process.execPath,
      call,
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout) => {
        if (stdout === '') fail(error ?? new Error('no report'));
        else done((JSON.parse(stdout) as Report).summary);
      },
    );
  });
}

/** One violation of every rule, by the rule's name: file, and what it imports. */
const PLANTED: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'no-cycles': ['src/common/money/one.ts', './two.js'],
  'common-knows-no-module': ['src/common/errors/a.ts', '../../modules/accounts/index.js'],
  'modules-by-their-door': [
    'src/modules/execution/run/b.service.ts',
    '../../payments/inside/c.service.js',
  ],
  'app-by-the-door': ['src/d.ts', './modules/payments/inside/c.service.js'],
  'accounts-and-console-know-common-only': [
    'src/modules/accounts/e.service.ts',
    '../payments/index.js',
  ],
  'integrations-resources-payments-know-accounts': [
    'src/modules/resources/f.service.ts',
    '../payments/index.js',
  ],
  'capabilities-go-one-way': ['src/modules/payments/ledger/p.ts', '../guard/q.js'],
  'capabilities-have-a-place': ['src/modules/payments/elsewhere/r.ts', './s.js'],
  'modules-provide-their-own': ['src/modules/payments/guard/t.module.ts', '../ledger/u.service.js'],
  'namespaces-stay-home': ['src/modules/payments/guard/v.service.ts', '../ledger/w.config.js'],
  'configuration-by-its-door': ['src/common/clock/x.ts', '../config/config.module.js'],
  'nobody-builds-on-execution': ['src/modules/payments/g.service.ts', '../execution/index.js'],
  'pure-files-are-pure': ['src/modules/payments/inside/h.ts', 'typeorm'],
  'pure-files-call-no-service': ['src/modules/payments/inside/i.ts', './c.service.js'],
  'controllers-know-services': ['src/modules/payments/inside/k.controller.ts', './j.repository.js'],
  'sandbox-stays-out-of-production': ['src/common/clock/l.ts', '../../sandbox/index.js'],
  'start-loads-the-sandbox-dynamically': ['src/start.ts', './sandbox/index.js'],
  'migrations-stand-alone': ['src/migrations/1-m.ts', '../common/money/two.js'],
  'products-need-no-tests': ['src/modules/payments/inside/n.ts', './c.test.js'],
  'examples-build-on-the-package': ['examples/acme/src/x.ts', '../../../src/index.js'],
  'unit-tests-start-nothing': [
    'src/modules/payments/inside/p.test.ts',
    '../../../sandbox/index.js',
  ],
  'production-needs-no-dev-dependency': ['src/modules/payments/inside/o.service.ts', 'fast-check'],
};

const TARGETS: Readonly<Record<string, string>> = {
  'src/common/money/two.ts': `import './one.js';\nexport const two = 2;\n`,
  'src/modules/accounts/index.ts': 'export const accounts = 1;\n',
  'src/modules/payments/index.ts': 'export const payments = 1;\n',
  'src/modules/execution/index.ts': 'export const execution = 1;\n',
  'src/modules/payments/inside/c.service.ts': 'export const c = 1;\n',
  'src/modules/payments/inside/c.test.ts': 'export const test = 1;\n',
  'src/modules/payments/inside/j.repository.ts': 'export const j = 1;\n',
  'src/modules/payments/guard/q.ts': 'export const q = 1;\n',
  'src/modules/payments/elsewhere/s.ts': 'export const s = 1;\n',
  'src/modules/payments/ledger/u.service.ts': 'export const u = 1;\n',
  'src/modules/payments/ledger/w.config.ts': 'export const w = 1;\n',
  'src/common/config/config.module.ts': 'export const settings = 1;\n',
  'src/index.ts': 'export const all = 1;\n',
  'src/sandbox/index.ts': 'export const sandbox = 1;\n',
};

async function plant(folder: string): Promise<void> {
  const planted = Object.values(PLANTED).map(
    ([file, imports]) => [file, `import '${imports}';\n`] as const,
  );
  for (const [file, text] of [...Object.entries(TARGETS), ...planted]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['package.json', 'tsconfig.json']) {
    await writeFile(join(folder, file), await readFile(resolve(root, file)));
  }
}

describe('the boundaries of the house', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coinslot-boundaries-'));
    await plant(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are kept by every file', async () => {
    const { violations, totalCruised } = await cruise(root);
    expect(violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(250);
  });

  it('are really watched: a planted violation of every rule is found', async () => {
    const { violations } = await cruise(folder);
    const found = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    const expected = Object.entries(PLANTED).map(([rule, [file]]) => `${rule}: ${file}`);
    expect(expected.filter((violation) => !found.has(violation))).toEqual([]);
  });

  it('have a planted violation for every rule', () => {
    const rules = createRequire(resolve(root, 'package.json'))('./.dependency-cruiser.cjs') as {
      readonly forbidden: readonly { readonly name: string }[];
    };
    const names = new Set(rules.forbidden.map(({ name }) => name));
    expect([...names].sort()).toEqual(Object.keys(PLANTED).sort());
  });
});

describe('the source', () => {
  let files: readonly (readonly [name: string, text: string])[];

  beforeAll(async () => {
    const names = await readdir('src', { recursive: true });
    const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    files = await Promise.all(
      sources.map(async (name) => [name, await readFile(join('src', name), 'utf8')] as const),
    );
  });

  it('reads the environment in common/config only', () => {
    // What pages show to buyers is text.
    const readers = files.filter(([, text]) =>
      text.replaceAll(/`[^`]*`/g, '').includes('process.env'),
    );
    expect(readers.map(([name]) => dirname(name))).toEqual(['common/config']);
  });

  it('calls services, repositories, guards, interceptors and jobs what Nest can inject', () => {
    const role = /\.(service|repository|guard|interceptor|job)\.ts$/;
    const others = files.filter(
      ([name, text]) => role.test(name) && !text.includes('@Injectable('),
    );
    expect(others.map(([name]) => name)).toEqual([]);
  });

  it('has one name for one thing', () => {
    const names = files.map(([name]) => basename(name)).filter((name) => name !== 'index.ts');
    const told = names.filter((name, at) => names.indexOf(name) !== at);
    // Two programs.
    expect([...new Set(told)]).toEqual(['main.ts']);
  });

  it('describes operations by one decorator', () => {
    const others = files.filter(([, text]) => /\bApiOperation\b/.test(text));
    expect(others.map(([name]) => basename(name))).toEqual(['operation.decorator.ts']);
  });

  it('has one class for each name that the document of the API has', () => {
    const names = files.flatMap(([, text]) =>
      [...text.matchAll(/^(?:export )?class (\w+Dto)\b/gm)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('keeps files short', () => {
    const long = files.filter(
      ([name, text]) => !/^migrations\/|\/contract\//.test(name) && text.split('\n').length > 250,
    );
    expect(long.map(([name]) => name)).toEqual([]);
  });
});
