import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAiCompatibleWire as wire, streamed, document } from '../../src/contract-suites.js';
import type { Environment } from '../../src/common/config/index.js';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { startPrints } from '../../examples/acme/src/prints/prints-stand-in.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Buyer } from './buyer.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, NETWORK, prepareGround, publish } from './shop.js';

const run = promisify(execFile);
const PAY_TO = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

/** What no team may do: reach into the package, or import what it does not export. */
const PLANTED = `
import { AppModule } from 'coinslot/dist/src/app.module.js';
import { DatabaseModule } from 'coinslot';
export const planted = [AppModule, DatabaseModule];
`;

/** Starts, and ends by itself. */
const STOPS = `
import { start } from 'coinslot';
import { acme } from './acme.js';
const server = await start({ extensions: [acme] });
const { status } = await fetch(server.origin + '/health/live');
await server.stop();
const after = await fetch(server.origin).catch(() => 'nobody');
process.stdout.write(JSON.stringify([status, after]));
`;

/** Serves without a sandbox outside production, where a service may be on this machine. */
const SERVES = `
import { createApp, createLogger, parseConfig } from 'coinslot';
import { acme } from './acme.js';
const app = await createApp(parseConfig(process.env), createLogger('warn'), [acme]);
await app.listen(Number(process.env.PORT), '127.0.0.1');
`;

type Dependencies = Readonly<Record<string, string>>;
type Manifest = Readonly<Record<'dependencies' | 'devDependencies', Dependencies>>;

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Puts the packed package into `app`, with what it and `app` name as their dependencies, and no more. */
async function install(app: string): Promise<string[]> {
  const options = ['--ignore-scripts', '--offline', '--json', '--pack-destination', app];
  const { stdout } = await run('npm', ['pack', ...options], { maxBuffer: 64 * 1_048_576 });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  const package_ = join(app, 'node_modules/coinslot');
  await mkdir(package_, { recursive: true });
  const archive = join(app, packed?.filename ?? '');
  await run('tar', ['-xzf', archive, '-C', package_, '--strip-components=1']);
  const [ours, theirs] = [await manifestOf('.'), await manifestOf(app)];
  const names = { ...ours.dependencies, ...theirs.dependencies, ...theirs.devDependencies };
  for (const name of Object.keys(names).filter((name) => name !== 'coinslot')) {
    const link = join(app, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
  return packed?.files.map(({ path }) => path) ?? [];
}

describe('the package, in an application of another team', () => {
  let app: string;
  let files: readonly string[];
  let ground: Ground;
  let acme: StandIn;
  let server: ServerProcess;
  let compiled: readonly string[];
  let environment: Environment;

  /** Runs a program of the application, with its environment alone. */
  const inApp = (args: readonly string[], env: Environment = {}) =>
    run(process.execPath, args, { cwd: app, env: { ...env } });

  beforeAll(async () => {
    app = await mkdtemp(join(tmpdir(), 'coinslot-acme-'));
    await cp('examples/acme', app, {
      recursive: true,
      filter: (path) => !/node_modules|\/dist/.test(path),
    });
    files = await install(app);
    await writeFile(join(app, 'src/planted.ts'), PLANTED);
    await writeFile(join(app, 'src/stops.ts'), STOPS);
    await writeFile(join(app, 'src/serves.ts'), SERVES);
    [ground, acme] = await Promise.all([
      prepareGround({ NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' }),
      StandIn.start(),
    ]);
    acme.answer(({ url }) =>
      url === wire.keyPath
        ? document(wire.keyAccepted)
        : streamed([wire.begin, wire.text('A haiku by Acme'), wire.finish('end')]),
    );
    environment = {
      ...ground.environment,
      ACME_BASE_URL: acme.url + wire.basePath,
      ACME_PAY_TO: `${NETWORK}=${PAY_TO}`,
    };
    const output = await inApp(['node_modules/typescript/bin/tsc']).catch(
      ({ stdout }: { stdout: string }) => ({ stdout }),
    );
    compiled = output.stdout.split('\n').filter((line) => /^\S/.test(line));
    const { stdout } = await inApp(['dist/migrate.js'], {
      DATABASE_URL: environment['DATABASE_URL'],
      DATABASE_OWNER_URL: ground.database.ownerUrl,
    });
    expect(stdout).toBe('2 migrations ran\n');
    server = await startServer(environment, app, 'dist/main.js');
    // npm installs, and TypeScript builds: on a busy machine that takes minutes.
  }, 900_000);
  afterAll(async () => {
    await server?.end('SIGKILL');
    await Promise.all([ground?.clear(), acme?.stop()]);
    await rm(app, { recursive: true, force: true });
  });

  it('has what it runs with, and no test and no secret', () => {
    expect(files).toEqual(
      expect.arrayContaining(['dist/src/index.js', 'dist/src/index.d.ts', 'package.json']),
    );
    expect(files).toContain('dist/console/index.html');
    const built = /^dist\/(.+\.(js|d\.ts|json)|console\/.+\.(html|css|br|gz))$/;
    const others = files.filter((path) => !built.test(path)).toSorted();
    expect(others).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => /\.test\.|secrets\.json|\.env|\.coinslot/.test(path))).toEqual(
      [],
    );
  });

  it('gives its types to a strict compiler, and nothing that it does not export', async () => {
    expect(compiled).toEqual([
      expect.stringMatching(/^src\/planted\.ts\(2,.+ TS2307: .+coinslot\/dist\/src\/app\.module/),
      expect.stringMatching(/^src\/planted\.ts\(3,.+ TS2305: .+'DatabaseModule'/),
    ]);
    const deep = inApp(['-e', `import('coinslot/dist/src/app.module.js')`]);
    await expect(deep).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('sells the team’s route, type and models, and its handler hears of it', async () => {
    const buyer = await Buyer.with(ground.chain);
    const square = await buyer.buy(`${server.origin}/api/v1/acme/square`, { number: 7 });
    expect(square).toMatchObject({ status: 200, body: { square: 49 } });
    const BUYER_KEY = generatePrivateKey();
    await ground.chain.fund(privateKeyToAccount(BUYER_KEY).address, 1_000_000n);
    const { stdout } = await inApp(['buy.mjs'], { BUYER_KEY, SHOP: server.origin });
    expect(stdout).toMatch(/^200 .+square: 49/s);
    const kept = await ground.owner.query(`SELECT number, amount FROM x_acme.squares`);
    const sold = { number: 7, amount: '10000' };
    expect(kept).toEqual([sold, sold]);

    const type = { type: 'x_acme_reverse', slug: 'reverse', config: { maxLength: 10 } };
    const reverse = await publish(server.origin, type);
    const turned = await buyer.buy(reverse.url, { text: 'coins' });
    expect(turned).toMatchObject({ status: 200, body: { response: 'snioc' } });

    const { url, creator } = await publish(server.origin, {
      config: {
        systemPrompt: 'Write about {{topic}}',
        parameters: [{ name: 'topic', description: 'About what', required: true, maxLength: 200 }],
        model: 'acme:acme-1',
        maxTokens: 100,
      },
    });
    await creator.send('PUT', '/integrations/acme/config', { apiKey: 'planted-key-of-acme' });
    const haiku = await buyer.buy(url, { topic: 'coins' });
    expect(haiku).toMatchObject({ status: 200, body: { response: 'A haiku by Acme' } });

    for (const seller of [reverse.creator, creator]) {
      const sales = () => seller.send<unknown[]>('GET', '/acme/sales');
      while ((await sales()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await sales()).toEqual([{ callId: expect.any(String), amount: '0.05' }]);
    }
  });

  it('lets users connect the service that the team adds, test it and disconnect it', async () => {
    const prints = await startPrints();
    const own = {
      NODE_ENV: 'test',
      PUBLIC_URL: 'http://shop.example',
      EGRESS_ALLOW: '127.0.0.1/32',
      ACME_PRINTS_URL: prints.url,
    };
    const shop = await startServer({ ...environment, ...own }, app, 'dist/serves.js');
    try {
      const user = await ApiClient.signIn(shop.origin, generatePrivateKey());
      const to = '/integrations/acme_prints';
      const offered = { name: 'Acme Prints', authType: 'api_key', setupOrder: 20 };
      expect(await user.send('GET', to)).toMatchObject(offered);

      const refused = user.send('POST', `${to}/connect`, { apiKey: 'ap_planted_wrong' });
      await expect(refused).rejects.toThrow('Acme Prints does not accept this key');
      const fields = { apiKey: 'ap_planted_good', studio: 'berlin' };
      const metadata = { accountName: 'Ada’s Prints', plan: 'Studio', studio: 'berlin' };
      expect(await user.send('POST', `${to}/connect`, fields)).toMatchObject({
        connection: {
          status: 'connected',
          metadata: { ...metadata, papers: expect.arrayContaining(['Paper 12']) },
        },
      });
      await prints.stop();
      const tested = await user.send('POST', `${to}/test`);
      expect(tested).toMatchObject({ result: 'unreachable', connection: { status: 'connected' } });
      expect(await user.send('POST', `${to}/disconnect`)).toMatchObject({
        connection: { status: 'disconnected', metadata: null },
      });
    } finally {
      await shop.end('SIGKILL');
    }
  });

  it('ends when it is told to, and lets the process end', async () => {
    const quiet = { ...environment, PORT: '0', LOG_LEVEL: 'silent' };
    const { stdout } = await inApp(['dist/stops.js'], quiet);
    expect(JSON.parse(stdout)).toEqual([200, 'nobody']);
  });

  it('names the team’s settings beside its own when they are wrong', async () => {
    const wrong = { ...environment, PORT: 'abc', ACME_PAY_TO: 'planted' };
    const failed = await inApp(['dist/main.js'], wrong).catch((error: unknown) => error);
    const { code, stderr } = failed as { readonly code: number; readonly stderr: string };
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Coinslot cannot start:\n {2}- PORT: must .+\n {2}- ACME_PAY_TO: must /,
    );
    expect(stderr).not.toContain('planted');
  });

  it('has the suites that the team runs over what it adds', async () => {
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--ci'];
    const { stderr } = await inApp(jest);
    expect(stderr).toMatch(/Tests: +\d{2,} passed, \d+ total/);
  });
});
