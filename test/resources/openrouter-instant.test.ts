import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../accounts/client.js';
import {
  create,
  type Creator,
  creator,
  listing,
  type ResourcesServer,
  startResources,
} from './resources-server.js';

const POET = 'acme/poet';
const CONFIG = {
  systemPrompt: 'Write about {{topic}}.',
  parameters: [{ name: 'topic' }],
  model: `openrouter:${POET}`,
  maxTokens: 500,
  params: { temperature: 0.5, stop: ['END'] },
};

interface Model {
  readonly id: string;
  readonly outputs?: readonly string[];
  readonly supported?: readonly string[];
  readonly maxOutput?: number;
  readonly context?: number;
  readonly isActive?: boolean;
}

describe('a model of the catalogue', () => {
  let server: ResourcesServer;
  let ada: Creator;

  beforeAll(async () => {
    server = await startResources();
    ada = await creator(server, 'ada');
    const supported = ['temperature', 'stop', 'response_format', 'reasoning'];
    await add({ id: POET, supported, maxOutput: 1_000, context: 4_000 });
    await add({ id: 'acme/retired', supported, isActive: false });
    await add({ id: 'acme/singer', supported, outputs: ['audio'] });
    await add({ id: 'acme/reader', supported, outputs: ['audio', 'text'] });
    await add({ id: 'acme/brief', supported, context: 400 });
    await add({ id: 'acme/riddle', outputs: [] });
  });
  afterAll(() => server.stop());

  const add = ({ id, outputs = ['text'], supported = [], isActive = true, ...model }: Model) =>
    server.owner.query(
      `INSERT INTO x402_openrouter_models (id, name, maker, modality, input_modalities,
         output_modalities, supported_parameters, max_output_tokens, context_length, is_active,
         first_seen_at, last_seen_at)
       VALUES ($1, $1, 'acme', 'text->text', '{text}', $2, $3, $4, $5, $6, now(), now())`,
      [id, outputs, supported, model.maxOutput ?? null, model.context ?? null, isActive],
    );
  const send = (route: string, body?: object) =>
    call<{ code: string; errors?: { field: string; message: string }[] }>(server, route, {
      token: ada.token,
      body,
    });
  let slugs = 0;
  const offer = (config: object) =>
    listing({ type: 'openrouter_instant', slug: `m-${(slugs += 1)}`, config });
  const without = { params: {} };

  it('can be chosen, and is stored as its id', async () => {
    const { id, config } = await create(server, ada, offer(CONFIG));
    expect(config).toMatchObject(CONFIG);
    const [row] = await server.owner.query(
      `SELECT openrouter_model_id, openrouter_config, pt_model FROM x402_resources WHERE id = $1`,
      [id],
    );
    expect(row).toEqual({
      openrouter_model_id: POET,
      openrouter_config: CONFIG.params,
      pt_model: null,
    });
    expect((await send(`POST /resources/${id}/publish`)).status).toBe(200);
  });

  it.each<[string, object, string[]]>([
    ['is unknown', { model: 'openrouter:acme/nobody' }, ['config.model']],
    ['has gone', { model: 'openrouter:acme/retired' }, ['config.model']],
    ['is another provider’s', { model: 'claude:claude-sonnet-5-5' }, ['config.model']],
    ['is not named whole', { model: POET }, ['config.model']],
    ['is null', { model: null }, ['config.model']],
    ['makes what cannot be sold', { model: 'openrouter:acme/singer' }, ['config.model']],
    ['writes less', { maxTokens: 1_001 }, ['config.maxTokens']],
    ['reads less', { model: 'openrouter:acme/brief' }, ['config.maxTokens']],
    ['lacks a parameter', { params: { seed: 1 } }, ['config.params.seed']],
    [
      'lacks several',
      { params: { temperature: 1, topK: 4, minP: 0.5 } },
      ['config.params.topK', 'config.params.minP'],
    ],
    [
      'answers in JSON, but not by a schema',
      { params: { responseFormat: { type: 'json_schema', schema: {} } } },
      ['config.params.responseFormat'],
    ],
  ])('is refused by field when it %s', async (_, changes, fields) => {
    const body = offer({ ...CONFIG, ...changes });
    const refused = await send('POST /resources', body);
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(refused.body.errors?.map(({ field }) => field)).toEqual(fields);
    const { body: verdict } = await send('POST /resources/validate', body);
    expect(verdict.errors).toEqual(refused.body.errors);
  });

  it.each<[string, object]>([
    ['makes text among other things', { model: 'openrouter:acme/reader' }],
    ['is little known', { model: 'openrouter:acme/riddle', ...without, maxTokens: 128_000 }],
    ['answers in JSON', { params: { responseFormat: { type: 'json_object' } } }],
    ['can think', { params: { reasoningEffort: 'none' } }],
  ])('is taken when it %s', async (_, changes) => {
    await create(server, ada, offer({ ...CONFIG, ...changes }));
  });

  it.each<[string, object, string]>([
    ['no token', { maxTokens: 0 }, 'maxTokens'],
    ['too many tokens', { maxTokens: 128_001 }, 'maxTokens'],
    ['half a token', { maxTokens: 1.5 }, 'maxTokens'],
    ['too much heat', { params: { temperature: 2.1 } }, 'params.temperature'],
    ['heat as text', { params: { temperature: '1' } }, 'params.temperature'],
    ['a topP above one', { params: { topP: 1.01 } }, 'params.topP'],
    ['half a topK', { params: { topK: 0.5 } }, 'params.topK'],
    ['too low a penalty', { params: { presencePenalty: -2.5 } }, 'params.presencePenalty'],
    ['an inexact seed', { params: { seed: 2 ** 53 } }, 'params.seed'],
    ['one stop that is no list', { params: { stop: 'END' } }, 'params.stop'],
    ['five stops', { params: { stop: ['a', 'b', 'c', 'd', 'e'] } }, 'params.stop'],
    ['an empty stop', { params: { stop: [''] } }, 'params.stop'],
    ['a stop with NUL', { params: { stop: ['\0'] } }, 'params.stop'],
    ['an unknown effort', { params: { reasoningEffort: 'huge' } }, 'params.reasoningEffort'],
    ['an unknown parameter', { params: { tools: [] } }, 'params.tools'],
    ['parameters that are none', { params: 'hot' }, 'params'],
    ['no parameters at all', { params: null }, 'params'],
    ['a list of parameters', { params: [] }, 'params'],
    [
      'a schema that is missing',
      { params: { responseFormat: { type: 'json_schema' } } },
      'params.responseFormat.schema',
    ],
    [
      'a schema too much',
      { params: { responseFormat: { type: 'json_object', schema: {} } } },
      'params.responseFormat.schema',
    ],
    [
      'a long schema',
      {
        params: { responseFormat: { type: 'json_schema', schema: { title: 'x'.repeat(20_000) } } },
      },
      'params.responseFormat.schema',
    ],
    [
      'another format',
      { params: { responseFormat: { type: 'xml' } } },
      'params.responseFormat.type',
    ],
    ['a format in a word', { params: { responseFormat: 'json' } }, 'params.responseFormat'],
    ['an unused parameter', { systemPrompt: 'Write.' }, 'parameters[0].name'],
    ['an unknown placeholder', { systemPrompt: '{{topic}} {{tone}}' }, 'systemPrompt'],
  ])('is not asked about %s', async (_, changes, field) => {
    const refused = await send('POST /resources', offer({ ...CONFIG, ...changes }));
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map((error) => error.field)).toEqual([`config.${field}`]);
  });

  it('keeps a resource from going on sale once it has gone', async () => {
    await add({ id: 'acme/leaving' });
    const config = { ...CONFIG, model: 'openrouter:acme/leaving', params: {} };
    const { id } = await create(server, ada, offer(config));
    await server.owner.query(
      `UPDATE x402_openrouter_models SET is_active = false WHERE id = 'acme/leaving'`,
    );
    const refused = await send(`POST /resources/${id}/publish`);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'config.model' }] } });
  });

  it('says of a parameter that it lacks what it supports', async () => {
    const refused = await send('POST /resources', offer({ ...CONFIG, params: { topA: 1 } }));
    expect(refused.body.errors?.[0]?.message).toBe(
      'is not supported by the model. What it supports: temperature, stop, response_format, reasoning',
    );
  });

  it('can write up to 64,000 tokens for other types, by the table too', async () => {
    const { id } = await create(server, ada, { slug: 'template' });
    const longer = server.owner.query(
      `UPDATE x402_resources SET pt_max_tokens = 64001 WHERE id = $1`,
      [id],
    );
    await expect(longer).rejects.toThrow('x402_resources_pt_max_tokens_check');
  });
});
