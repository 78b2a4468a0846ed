import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer } from './buyer.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, prepareGround, PRICE, publish } from './shop.js';

/** The files that a page of the documentation shows: each named right before its code. */
async function filesOf(page: string): Promise<[path: string, code: string][]> {
  const text = await readFile(page, 'utf8');
  const shown = text.matchAll(/`(src\/[\w./-]+\.ts)`[^\n]*:\n\n```ts\n(.*?)```/gs);
  return [...shown].map(([, path = '', code = '']) => [path, code]);
}

/** A copy of the build with everything that the documentation adds, compiled where it would come to stand. */
async function buildWithReverse(root: string): Promise<void> {
  await cp('dist/src', join(root, 'dist/src'), { recursive: true });
  for (const name of [
    'package.json',
    'tsconfig.json',
    'dist/ormconfig.js',
    'dist/ormconfig.d.ts',
  ]) {
    await cp(name, join(root, name));
  }
  await symlink(resolve('node_modules'), join(root, 'node_modules'));
  const files = await filesOf('docs/extending.md');
  expect(files.map(([path]) => path)).toEqual([
    'src/reverse/reverse.dto.ts',
    'src/reverse/reverse-type.service.ts',
    'src/reverse/reverse.module.ts',
    'src/main.ts',
  ]);
  // Beside what was built: its declarations say all that the compiler has to know of the other sources.
  const added = files.map(([path]) => join('dist', path));
  for (const [at, path] of added.entries()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files[at]?.[1] ?? '');
  }
  const only = {
    extends: './tsconfig.json',
    compilerOptions: { outDir: '.' },
    include: added,
    exclude: [],
  };
  await writeFile(join(root, 'tsconfig.added.json'), JSON.stringify(only));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'tsconfig.added.json')]);
}

describe('a type of resource made of the folder and the line that the documentation shows', () => {
  let ground: Ground;
  let root: string;
  let server: ServerProcess;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'coinslot-seventh-'));
    ground = await prepareGround({ NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' });
    await buildWithReverse(root);
    server = await startServer(ground.environment, root);
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await ground?.clear();
    await rm(root, { recursive: true, force: true });
  });

  const sell = () =>
    publish(server.origin, { type: 'x_reverse', slug: 'reverse', config: { maxLength: 10 } });

  it('is published, found, called and paid for', async () => {
    const { id, url } = await sell();
    const found = await fetch(`${server.origin}/api/v1/resources?type=x_reverse`);
    const parameters = [
      {
        name: 'text',
        description: 'What to turn round',
        required: true,
        default: null,
        maxLength: 10,
      },
    ];
    const items = [{ id, type: 'x_reverse', parameters }];
    expect(await found.json()).toMatchObject({ items });

    const buyer = await Buyer.with(ground.chain);
    expect(await buyer.buy(url, { text: 'coins' })).toMatchObject({
      status: 200,
      body: { response: 'snioc' },
    });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('refuses wrong configurations and inputs, by field', async () => {
    const { id, url, creator } = await sell();
    const longer = creator.send('PATCH', `/resources/${id}`, { config: { maxLength: 0 } });
    await expect(longer).rejects.toThrow('config.maxLength');
    const buyer = await Buyer.with(ground.chain);
    const answer = await buyer.buy(url, { text: 'more than ten' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'text' }] } });
    expect(await buyer.balance()).toBe(1_000_000n);
  });

  it('stands in the OpenAPI document', async () => {
    const document = await (await fetch(`${server.origin}/api/v1/openapi.json`)).text();
    expect(document).toContain('ReverseConfigDto');
  });
});
