import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claudePrices } from '../../src/modules/execution/llm/providers/claude/claude-prices.js';
import { listing, type ModelsServer, RECORDED, startModels } from './models-server.js';

interface Model {
  readonly model: string;
  readonly provider: string;
  readonly id: string;
  readonly isCurated: boolean;
  readonly capabilities: readonly string[];
  readonly prices: Readonly<Record<string, string | null>>;
}

interface Page {
  readonly items: readonly Model[];
  readonly nextCursor: string | null;
}

const SLASHES = RECORDED.map(({ id }) => `openrouter:${id}`).sort();
const CLAUDE = [...new Set(claudePrices.map(({ model }) => `claude:${model}`))].sort();

let server: ModelsServer;
beforeAll(async () => {
  server = await startModels();
  await server.send('POST /admin/models/sync');
});
afterAll(() => server.stop());

/** As somebody without any account or key. */
const get = <Body = Page>(query: string) =>
  server.send<Body>(`GET /models${query}`, { headers: {} });
const named = async (query: string) => (await get(query)).body.items.map(({ model }) => model);

describe('the models', () => {
  it('are shown to everybody: those of providers and those that OpenRouter lists, by name', async () => {
    expect(await named('?limit=100')).toEqual([...CLAUDE, ...SLASHES]);
  });

  it('tell all about themselves, in one shape', async () => {
    const { items } = (await get('?limit=100')).body;
    expect(items.find(({ id }) => id === 'anthropic/claude-sonnet-5.5')).toEqual({
      model: 'openrouter:anthropic/claude-sonnet-5.5',
      provider: 'openrouter',
      id: 'anthropic/claude-sonnet-5.5',
      name: 'Anthropic: Claude Sonnet 5.5',
      description: 'Balanced speed and depth, for agents and code.',
      maker: 'anthropic',
      contextLength: 1_000_000,
      maxOutputTokens: 128_000,
      modality: 'text+image+file->text',
      inputModalities: ['text', 'image', 'file'],
      outputModalities: ['text'],
      capabilities: [
        'tools',
        'structured_outputs',
        'json',
        'reasoning',
        'image_input',
        'file_input',
      ],
      supportedParameters: expect.arrayContaining(['max_tokens', 'tools']),
      prices: {
        prompt: '0.000002',
        completion: '0.00001',
        request: '0',
        image: '0',
        webSearch: '0.01',
        internalReasoning: '0',
        cacheRead: '0.0000002',
        cacheWrite: '0.0000025',
      },
      longPrompts: null,
      isCurated: false,
    });
    expect(items.find(({ id }) => id === 'claude-haiku-5-5')).toMatchObject({
      model: 'claude:claude-haiku-5-5',
      provider: 'claude',
      name: 'Claude Haiku 5.5',
      maker: 'anthropic',
      prices: { prompt: '0.0000001', completion: '0.0000005', cacheRead: null, request: null },
      longPrompts: {
        abovePromptTokens: 100_000,
        prices: { prompt: '0.0000005', completion: '0.0000025' },
      },
      isCurated: true,
    });
    for (const item of items) {
      expect(Object.keys(item)).toEqual(Object.keys(items[0] ?? {}));
      expect(Object.keys(item.prices).sort()).toEqual(Object.keys(items[0]?.prices ?? {}).sort());
    }
  });

  it('have prices as text, exact, and none where it depends on the call', async () => {
    const { items } = (await get('?limit=100')).body;
    const price = (id: string) => items.find((model) => model.id === id)?.prices['prompt'];
    expect(price('openai/gpt-5.5-nano')).toBe('0.0000000375');
    expect(price('meta-llama/llama-5-70b-instruct')).toBe('0.000000104999999');
    expect(price('deepseek/deepseek-v4')).toBe('0.00000027');
    expect(price('meta-llama/llama-5-70b-instruct:free')).toBe('0');
    expect(price('openrouter/auto')).toBeNull();
  });

  it('can be named in a resource as they are listed', async () => {
    const { creator } = await server.publish();
    for (const model of [
      'claude:claude-haiku-5-5',
      'openrouter:meta-llama/llama-5-70b-instruct:free',
    ]) {
      const created = await creator.send<{ config: { model: string } }>('POST', '/resources', {
        type: 'prompt_template',
        name: 'With it',
        description: 'Uses a listed model',
        slug: model.replace(/[^a-z0-9]+/g, '-'),
        category: 'writing',
        price: '0.05',
        config: { systemPrompt: 'Be brief.', parameters: [], model, maxTokens: 10 },
      });
      expect(created.config.model).toBe(model);
    }
  });
});

describe('a search for models', () => {
  it.each<readonly [string, readonly string[]]>([
    ['?provider=claude', CLAUDE],
    ['?provider=openrouter&maker=anthropic', SLASHES.filter((id) => id.includes(':anthropic/'))],
    ['?maker=openai', ['openrouter:openai/gpt-5.5', 'openrouter:openai/gpt-5.5-nano']],
    ['?provider=unknown', []],
    [
      '?outputModality=image',
      [
        'openrouter:black-forest-labs/flux-3',
        'openrouter:google/gemini-3-flash-image',
        'openrouter:openrouter/auto',
      ],
    ],
    [
      '?inputModality=audio',
      ['openrouter:mistralai/voxtral-small-2', 'openrouter:openrouter/auto'],
    ],
    ['?inputModality=smell', []],
    ['?capability=image_output,tools', ['openrouter:openrouter/auto']],
    ['?capability=image_output&capability=tools', ['openrouter:openrouter/auto']],
    ['?capability=structured_outputs&q=nano', ['openrouter:openai/gpt-5.5-nano']],
    ['?q=LLAMA%20free', ['openrouter:meta-llama/llama-5-70b-instruct:free']],
    ['?q=claude%20opus', ['claude:claude-opus-5', 'claude:claude-opus-5-5']],
    ['?q=100%25', []],
    ['?q=gpt_5', []],
    ['?q=%20', [...CLAUDE, ...SLASHES]],
  ])('%s finds what it asks for', async (query, expected) => {
    expect(await named(`${query}&limit=100`)).toEqual(expected);
  });

  it('by what a model can do finds the providers’ own ones too', async () => {
    expect(await named('?capability=image_input&provider=claude')).toEqual(CLAUDE);
    expect(await named('?capability=image_output&provider=claude')).toEqual([]);
    expect(await named('?inputModality=image&outputModality=text&q=claude&limit=100')).toEqual([
      ...CLAUDE,
      'openrouter:anthropic/claude-haiku-5.5',
      'openrouter:anthropic/claude-sonnet-5.5',
    ]);
  });

  it('is answered page by page, each model once, whatever the page’s size', async () => {
    for (const limit of [1, 3, CLAUDE.length, CLAUDE.length + 1, 50]) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: { body: Page } = await get(
          `?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        expect(body.items.length).toBeLessThanOrEqual(limit);
        seen.push(...body.items.map(({ model }) => model));
        cursor = body.nextCursor;
      }
      expect(seen).toEqual([...CLAUDE, ...SLASHES]);
    }
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?cursor=%00', 'cursor'],
    [`?cursor=${Buffer.from("openrouter:a'; DROP TABLE users").toString('base64url')}`, 'cursor'],
    ['?capability=flying', 'capability'],
    ['?capability=', 'capability'],
    ['?capability[a]=tools', 'capability'],
    ['?curated=maybe', 'curated'],
    ['?inputModality=text%27', 'inputModality'],
    ['?provider=a&provider=b', 'provider'],
    [`?q=${'x'.repeat(101)}`, 'q'],
    ['?q=%00', 'q'],
  ])('%s is refused, naming the field', async (query, field) => {
    const answer = await server.send(`GET /models${query}`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(answer.body.errors?.map((error) => error.field.split('[')[0])).toContain(field);
  });
});

describe('a model that has vanished', () => {
  it('is not shown until it comes back', async () => {
    const gone = RECORDED[1]?.id ?? '';
    server.openrouter.answer(listing(RECORDED.filter(({ id }) => id !== gone)));
    await server.send('POST /admin/models/sync');
    expect(await named('?limit=100')).not.toContain(`openrouter:${gone}`);
    server.openrouter.answer(listing(RECORDED));
    await server.send('POST /admin/models/sync');
    expect(await named('?limit=100')).toContain(`openrouter:${gone}`);
  });
});
