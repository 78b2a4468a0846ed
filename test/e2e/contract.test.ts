import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse } from '@nestjs/swagger';
import createClient from 'openapi-fetch';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { Operation } from '../../src/common/http/index.js';
import { Public } from '../../src/modules/accounts/index.js';
import { ApiDocument } from '../../src/modules/discovery/index.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { AnswerCheck } from '../setup/answer-check.js';
import type { paths } from '../setup/api-types.js';
import { drift } from '../setup/document-drift.js';
import { CREATOR_KEY, openReplica, openShop, type Shop } from './shop.js';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const ENDS = { since: '2026-12-01', sunset: '2027-06-01', instead: '/api/v1/x-new' };

@Controller()
class RetiringController {
  @Get('x-old')
  @Public()
  @Operation({
    summary: 'Do it the old way',
    since: '0.2.0',
    stability: 'preview',
    deprecation: ENDS,
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  old(): object {
    return {};
  }

  @Get('x-closed')
  @ApiBearerAuth()
  @Operation({ summary: 'Do it for accounts', deprecation: ENDS })
  closed(): void {}
}

@Module({ controllers: [RetiringController] })
class RetiringModule {}

const COMMITTED = 'docs/openapi';
const FRESH = 'dist/openapi';
const TYPES = 'test/setup/api-types.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ PUBLIC_URL: 'https://api.example.com' });
  await sellOneOfEach(shop.origin);
});
afterAll(() => shop.stop());

/** What the committed document for buyers shows. */
async function sellOneOfEach(origin: string): Promise<void> {
  const ada = await ApiClient.signIn(origin, generatePrivateKey());
  await ada.send('PATCH', '/me', { username: 'ada', displayName: 'Ada Lovelace' });
  await ada.send('PUT', '/integrations/claude/config', { apiKey: CREATOR_KEY });
  const model = `claude:${claudeWire.model}`;
  const listings = [
    {
      type: 'prompt_template',
      name: 'Haiku writer',
      description: 'Writes a haiku about anything.',
      slug: 'haiku',
      price: '0.05',
      config: {
        systemPrompt: 'Write a haiku about {{topic}}.',
        parameters: [
          { name: 'topic', description: 'What to write about', required: true, maxLength: 200 },
        ],
        model,
        maxTokens: 100,
      },
    },
    {
      type: 'prompt',
      name: 'Critic',
      description: 'Says what is wrong with a poem.',
      slug: 'critic',
      price: '0.1',
      config: {
        systemPrompt: 'You judge poems.',
        model,
        maxTokens: 200,
        allowsUserMessage: true,
        outputFormat: 'raw',
      },
    },
    {
      type: 'static',
      name: 'Forms of poems',
      description: 'A list of forms with their metres.',
      slug: 'forms',
      price: '0.01',
      config: { content: '# Haiku', mimeType: 'text/markdown', filename: 'forms.md' },
    },
    {
      type: 'proxy',
      name: 'Rhymes',
      description: 'POST {"word": "sea"} and get the words that rhyme with it.',
      slug: 'rhymes',
      price: '0.02',
      config: { url: 'https://rhymes.example.com/find' },
    },
  ];
  for (const listing of listings) {
    const { id } = await ada.send<{ id: string }>('POST', '/resources', {
      ...listing,
      category: 'writing',
    });
    await ada.send('POST', `/resources/${id}/publish`);
  }
}

const committed = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(`${COMMITTED}/${name}.json`, 'utf8'));

/**
 * What the server says now; it is kept where whoever changed it can take it from. Paths stand in the order of
 * their names: what is the newest at the moment changes nothing that is committed.
 */
async function fresh(name: string, path: string): Promise<unknown> {
  const said = (await (await fetch(shop.origin + path)).json()) as { paths: object };
  const paths = Object.entries(said.paths).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const document = { ...said, paths: Object.fromEntries(paths) };
  await mkdir(FRESH, { recursive: true });
  await writeFile(`${FRESH}/${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
  return document;
}

describe('the contract', () => {
  it.each([
    ['api', '/api/v1/openapi.json'],
    ['buyers', '/openapi.json'],
  ])('is the one that is committed: %s', async (name, path) => {
    const now = await fresh(name, path);
    const found = drift(await committed(name), now);
    if (found.length === 0) return;
    throw new Error(
      `The document changed. If that is meant, say so in CHANGELOG.md and run\n` +
        `  cp ${FRESH}/${name}.json ${COMMITTED}/${name}.json\n${found.join('\n')}`,
    );
  });

  it('has the types that are generated from it', async () => {
    // Members with a default are optional for who sends them.
    const options = ['--default-non-nullable', 'false'];
    const generate = [
      'node_modules/openapi-typescript/bin/cli.js',
      `${COMMITTED}/api.json`,
      ...options,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, generate, {
      maxBuffer: 50_000_000,
    });
    await mkdir(FRESH, { recursive: true });
    await writeFile(`${FRESH}/api-types.ts`, stdout);
    const isSame = stdout === (await readFile(TYPES, 'utf8'));
    if (!isSame) throw new Error(`Run cp ${FRESH}/api-types.ts ${TYPES}`);
  });
});

describe('a change of the contract', () => {
  it('is told by what came and went', () => {
    const before = { paths: { '/a': { get: { parameters: [{ name: 'q' }], tags: ['x', 'y'] } } } };
    const after = { paths: { '/a': { get: { parameters: [{ name: 'p' }], tags: ['y', 'x'] } } } };
    expect(drift(before, after)).toEqual([
      'removed #/paths//a/get/parameters/q',
      'added #/paths//a/get/parameters/p',
    ]);
    expect(drift({ maximum: 1 }, { maximum: 2 })).toEqual(['changed #/maximum: 1 → 2']);
    expect(drift(before, { paths: {} })).toEqual(['removed #/paths//a']);
  });
});

/** What the document does not know of an answer. */
const faultsOf = (status: number, body: unknown, url = '/api/v1/resources/categories') => {
  const mediaType = status < 400 ? 'application/json' : 'application/problem+json';
  const document = shop.app.get(ApiDocument, { strict: false }).value;
  return new AnswerCheck(document).faultsOf({ method: 'GET', url, status, mediaType, body });
};
const category = { id: 'writing', name: 'Writing', count: 1 };

describe('an answer', () => {
  it('that the document knows is let through', () => {
    expect(faultsOf(200, [category])).toEqual([]);
  });

  it('with a status, a member or a type that it does not know fails the test', () => {
    expect(faultsOf(201, [category])).toEqual([expect.stringContaining('201, undocumented')]);
    expect(faultsOf(200, [{ ...category, planted: 1 }])).toEqual([
      expect.stringContaining('planted'),
    ]);
    expect(faultsOf(200, [{ id: 'writing', count: 1 }])).toEqual([expect.stringContaining('name')]);
    expect(faultsOf(404, { planted: 1 }, '/nowhere')[0]).toContain('GET /nowhere answers 404');
  });
});

describe('a deprecated operation', () => {
  it('says so in its answers, its refusals and the document', async () => {
    const { origin, app } = await openReplica(shop, [{ module: RetiringModule }]);
    const answers = [
      await fetch(`${origin}/api/v1/x-old`),
      await fetch(`${origin}/api/v1/x-closed`),
    ];
    const document = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as Described;
    await app.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    for (const { headers } of answers) {
      expect(headers.get('deprecation')).toBe('@1796083200');
      expect(headers.get('sunset')).toBe('Tue, 01 Jun 2027 00:00:00 GMT');
      expect(headers.get('link')).toBe('</api/v1/x-new>; rel="successor-version"');
    }
    expect(document.paths['/api/v1/x-old']?.['get']).toMatchObject({
      summary: 'Do it the old way',
      description: expect.stringContaining('use `/api/v1/x-new`'),
      deprecated: true,
      'x-since': '0.2.0',
      'x-stability': 'preview',
    });
  });
});

describe('a client that is generated from it', () => {
  it('signs in, publishes a resource and finds it, with the types of the document', async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    const anonymous = createClient<paths>({ baseUrl: shop.origin });
    const { data: asked } = await anonymous.POST('/api/v1/auth/nonce');
    if (asked === undefined) throw new Error('no nonce');
    const message = createSiweMessage({
      address: wallet.address,
      chainId: Number(asked.chainIds[0]),
      domain: asked.domain,
      nonce: asked.nonce,
      uri: asked.uri,
      version: '1',
    });
    const { data: session } = await anonymous.POST('/api/v1/auth/verify', {
      body: { message, signature: await wallet.signMessage({ message }) },
    });
    const headers = { authorization: `Bearer ${session?.accessToken}` };
    const client = createClient<paths>({ baseUrl: shop.origin, headers });
    await client.PATCH('/api/v1/me', { body: { username: 'grace' } });
    const created = await client.POST('/api/v1/resources', {
      body: {
        type: 'static',
        name: 'Notes',
        description: 'On compilers',
        slug: 'notes',
        category: 'writing',
        price: '0.01',
        config: { content: 'words', mimeType: 'text/plain', encoding: 'text' },
      },
    });
    expect(created.error).toBeUndefined();
    const id = created.data?.id ?? '';
    await client.POST('/api/v1/resources/{id}/publish', { params: { path: { id } } });
    const { data: found } = await anonymous.GET('/api/v1/resources', {
      params: { query: { username: 'grace' } },
    });
    expect(found?.items.map(({ slug, price }) => [slug, price])).toEqual([['notes', '0.01']]);
    const { error } = await client.GET('/api/v1/resources/{id}', {
      params: { path: { id: '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11' } },
    });
    expect(error?.code).toBe('not_found');
  });
});
