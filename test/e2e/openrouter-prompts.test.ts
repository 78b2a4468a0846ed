import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { openRouterWire } from '../../src/modules/execution/llm/providers/openrouter/contract/openrouter-wire.js';
import { document, streamed } from '../../src/modules/execution/llm/contract/wire.js';
import type { ModelsServer } from '../models/models-server.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import { EventReader } from './event-reader.js';
import {
  BRUSH,
  openInstantShop,
  openRouterGiving,
  PAINTER,
  painting,
  POET,
  PROMPT,
  questions,
  saying,
  sellInstant,
} from './openrouter.js';
import { PRICE } from './shop.js';

const INPUT = { topic: 'coins' };
const MODELS = [POET, PAINTER, BRUSH];
const PLANTED = /planted-system-prompt|planted-creator-key/;
/** What every question has. */
const ASKED = {
  model: POET.id,
  user: expect.stringMatching(/^[\w-]{43}$/),
  messages: [
    { role: 'system', content: 'planted-system-prompt: write about coins' },
    { role: 'user', content: 'Begin.' },
  ],
  max_tokens: 100,
  stream: true,
  stream_options: { include_usage: true },
};

describe('a model of OpenRouter’s catalogue', () => {
  let shop: ModelsServer;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openInstantShop(MODELS);
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  beforeEach(() => {
    shop.openrouter.answer(openRouterGiving(MODELS, saying('Coins fall')));
    shop.openrouter.requests.length = 0;
  });
  afterAll(() => shop.stop());

  it('answers who pays, with the creator’s key, and costs what OpenRouter tells', async () => {
    const { id, url, creator } = await sellInstant(shop);
    const answer = await buyer.buy(url, INPUT);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        response: 'Coins fall',
        usage: { input_tokens: 20, output_tokens: 7 },
        receipt: { amount: '0.05' },
      },
    });
    const asked = shop.openrouter.requests.find(({ url: at }) => at === openRouterWire.path);
    expect(asked?.headers.authorization).toBe('Bearer sk-or-planted-creator-key');
    const usage = await creator.send<{ items: object[] }>('GET', `/resources/${id}/usage`);
    expect(usage.items).toEqual([
      expect.objectContaining({
        status: 'paid',
        amountPaid: '0.05',
        model: `openrouter:${POET.id}`,
        providerCostUsd: '0.10',
        inputTokens: 15,
        cacheReadTokens: 5,
        outputTokens: 7,
      }),
    ]);
    expect(JSON.stringify(answer.body) + shop.log.join('')).not.toMatch(PLANTED);
  });

  it('that counts beyond all measure costs nobody the result, nor is it asked again', async () => {
    const { id, url, creator } = await sellInstant(shop);
    const usage = { prompt_tokens: 2_147_483_648, completion_tokens: 4_294_967_296, cost: 0.1 };
    const counted = `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
    const said = [openRouterWire.begin, openRouterWire.text('Coins'), openRouterWire.finish('end')];
    shop.openrouter.answer(openRouterGiving(MODELS, streamed([...said, counted])));
    const payment = await buyer.sign(url);
    const before = await buyer.balance();
    const answer = await send(url, payment, INPUT);
    expect(answer).toMatchObject({ status: 200, body: { response: 'Coins' } });
    expect(await send(url, payment, INPUT)).toMatchObject({ status: 200, body: answer.body });
    expect(await buyer.balance()).toBe(before - PRICE);
    expect(questions(shop)).toHaveLength(1);
    const { items } = await creator.send<{ items: object[] }>('GET', `/resources/${id}/usage`);
    expect(items).toMatchObject([{ status: 'paid', amountPaid: '0.05' }]);
  });

  it('is asked with nothing but what its creator set', async () => {
    await buyer.buy((await sellInstant(shop)).url, INPUT);
    expect(questions(shop)).toEqual([ASKED]);
  });

  it('is asked with every parameter, under OpenRouter’s names', async () => {
    const schema = { type: 'object', properties: { title: { type: 'string' } } };
    const { url } = await sellInstant(shop, {
      maxTokens: 128_000,
      params: {
        temperature: 0,
        topP: 0.9,
        topK: 40,
        frequencyPenalty: 0.25,
        presencePenalty: -0.5,
        repetitionPenalty: 1.1,
        minP: 0.05,
        topA: 0.2,
        seed: 42,
        stop: ['END', '\n\n'],
        reasoningEffort: 'low',
        verbosity: 'high',
        responseFormat: { type: 'json_schema', schema },
      },
    });
    await buyer.buy(url, INPUT);
    expect(questions(shop)).toEqual([
      {
        ...ASKED,
        max_tokens: 128_000,
        temperature: 0,
        top_p: 0.9,
        top_k: 40,
        frequency_penalty: 0.25,
        presence_penalty: -0.5,
        repetition_penalty: 1.1,
        min_p: 0.05,
        top_a: 0.2,
        seed: 42,
        stop: ['END', '\n\n'],
        reasoning: { effort: 'low', exclude: true },
        verbosity: 'high',
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema },
        },
      },
    ]);
  });

  it('is told what the buyer says where its creator allows that', async () => {
    const { url } = await sellInstant(shop, { allowsUserMessage: true });
    await buyer.buy(url, { ...INPUT, message: 'Make it short' });
    const [, user] = ASKED.messages;
    expect(questions(shop)).toMatchObject([
      { messages: [ASKED.messages[0], { ...user, content: 'Make it short' }] },
    ]);
  });

  it('gives the pictures it makes, with its words', async () => {
    const reply = painting('Here', 'data:image/png;base64,iVBORw0KGgo=', 'https://cdn.example/1');
    shop.openrouter.answer(openRouterGiving(MODELS, reply));
    const { url } = await sellInstant(shop, { model: `openrouter:${PAINTER.id}` });
    expect((await buyer.buy(url, INPUT)).body).toMatchObject({
      response: 'Here',
      images: [
        { mimeType: 'image/png', base64: 'iVBORw0KGgo=' },
        { mimeType: 'image/*', url: 'https://cdn.example/1' },
      ],
    });
    expect(questions(shop)).toEqual([
      { ...ASKED, model: PAINTER.id, modalities: ['text', 'image'] },
    ]);
  });

  it('gives pictures alone where it writes nothing', async () => {
    const reply = painting('', 'data:image/webp;base64,UklGRg==');
    shop.openrouter.answer(openRouterGiving(MODELS, reply));
    const { url } = await sellInstant(shop, { model: `openrouter:${BRUSH.id}` });
    expect((await buyer.buy(url, INPUT)).body).toMatchObject({
      response: '',
      images: [{ mimeType: 'image/webp', base64: 'UklGRg==' }],
    });
    expect(questions(shop)).toMatchObject([{ modalities: ['image'] }]);
  });

  it('answers live', async () => {
    const { url } = await sellInstant(shop);
    const paid = encodePaymentSignatureHeader(await buyer.sign(url, INPUT));
    const { headers, ...call } = post(INPUT);
    const live = { ...headers, accept: 'text/event-stream', 'payment-signature': paid };
    const events = await new EventReader(await fetch(url, { ...call, headers: live })).rest();
    expect(events.map(({ event }) => event)).toEqual(['paid', 'text', 'done']);
    expect(events[1]?.data).toEqual({ text: 'Coins fall' });
    expect(events[2]?.data).toMatchObject({ response: 'Coins fall', receipt: { amount: '0.05' } });
  });

  it('is not asked, and nothing is claimed, for input that does not fit', async () => {
    const { id, url } = await sellInstant(shop);
    const subject = `resource:${id}`;
    const payment = await buyer.sign(url, INPUT);
    const refused = await send(url, payment, { topic: 'x'.repeat(201), other: 'y' });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', payment: 'not_charged' },
    });
    expect(refused.body).toMatchObject({ errors: [{ field: 'other' }, { field: 'topic' }] });
    expect(questions(shop)).toEqual([]);
    expect(
      await shop.owner.query(`SELECT FROM payment_claims WHERE subject = $1`, [subject]),
    ).toEqual([]);
    expect((await send(url, payment, INPUT)).status).toBe(200);
  });

  it.each([
    ['a model that is gone', 404, 503, 'model_gone'],
    ['a key without credit', 402, 503, 'creator_out_of_credit'],
    ['bad parameters', 400, 502, 'resource_misconfigured'],
  ])('is not charged for %s', async (_, said, status, code) => {
    const { url } = await sellInstant(shop);
    const payment = await buyer.sign(url, INPUT);
    const before = await buyer.balance();
    const failure = document({ error: { code: said, message: 'planted-system-prompt' } }, said);
    shop.openrouter.answer(openRouterGiving(MODELS, failure));
    const failed = await send(url, payment, INPUT);
    expect(failed).toMatchObject({ status, body: { code, payment: 'not_charged' } });
    expect(JSON.stringify(failed.body)).not.toMatch(PLANTED);
    expect(await buyer.balance()).toBe(before);
    shop.openrouter.answer(openRouterGiving(MODELS, saying('Better')));
    expect((await send(url, payment, INPUT)).body).toMatchObject({ response: 'Better' });
    expect(await buyer.balance()).toBe(before - PRICE);
  });

  it.each<[string, object]>([
    ['the prompt', { systemPrompt: `${'x'.repeat(2_000)} {{topic}}` }],
    ['the answer', { maxTokens: 300 }],
    [
      'the schema of the answer',
      {
        params: { responseFormat: { type: 'json_schema', schema: { title: 'x'.repeat(2_000) } } },
      },
    ],
  ])('is not asked where %s could cost more than its creator spends in a day', async (_, dear) => {
    const limits = { dailySpendUsd: '0.0035' };
    const cheap = await sellInstant(shop, {}, limits);
    expect((await buyer.buy(cheap.url, INPUT)).status).toBe(200);
    const { url } = await sellInstant(shop, dear, limits);
    expect(await send(url, await buyer.sign(url, INPUT), INPUT)).toMatchObject({
      status: 503,
      body: { code: 'daily_spend_reached', payment: 'not_charged' },
    });
    expect(questions(shop)).toHaveLength(1);
  });

  it('is not sold without a key of its creator’s', async () => {
    const { url, creator } = await sellInstant(shop);
    await creator.send('DELETE', '/integrations/openrouter/config');
    expect(await readAnswer(await fetch(url, post({})))).toMatchObject({
      status: 503,
      body: { code: 'creator_key_missing' },
    });
  });

  it('is shown in the catalogue by its name, with its inputs and without its prompt', async () => {
    const { id, creator } = await sellInstant(shop, { allowsUserMessage: true });
    const shown = await creator.send('GET', `/resources/${id}`);
    expect(shown).toMatchObject({
      type: 'openrouter_instant',
      model: `openrouter:${POET.id}`,
      parameters: [
        { name: 'topic', maxLength: 200, required: true },
        { name: 'message', required: false },
      ],
      allowsUserMessage: true,
    });
    expect(JSON.stringify(shown)).not.toMatch(PLANTED);
    const found = await creator.send('GET', '/resources?type=openrouter_instant&q=haiku');
    expect(JSON.stringify(found)).toContain(id);
  });

  it('shows its creator the configuration that can be sent back', async () => {
    const { id, creator } = await sellInstant(shop, { params: { seed: 7, topP: null } });
    const { config } = await creator.send<{ config: object }>('GET', `/resources/mine/${id}`);
    expect(config).toMatchObject({ ...PROMPT, params: { seed: 7 } });
    expect(await creator.send('PATCH', `/resources/${id}`, { config })).toMatchObject({
      version: 1,
      config,
    });
    const changed = { config: { params: { temperature: 1 } } };
    expect(await creator.send('PATCH', `/resources/${id}`, changed)).toMatchObject({
      version: 2,
      config: { ...config, params: { temperature: 1 } },
    });
  });
});
