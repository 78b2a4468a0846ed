import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buyer, post, send } from './buyer.js';
import { answering, generations } from './claude.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { openShop, PRICE, type Shop } from './shop.js';

const OWN_KEY = 'sk-ant-planted-resource-key';
const SCHEMA = {
  type: 'object',
  required: ['title'],
  properties: { title: { type: 'string', maxLength: 20 } },
};

describe('a fixed prompt', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  beforeEach(() => {
    shop.claude.answer(answering('Waves fold'));
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  const sell = (config: object) =>
    shop.publish({
      type: 'prompt',
      slug: 'prompt',
      config: {
        systemPrompt: 'planted-prompt: say something',
        model: `claude:${claudeWire.model}`,
        maxTokens: 100,
        ...config,
      },
    });

  it('answers in the model’s own words', async () => {
    const { url } = await sell({ outputFormat: 'raw' });
    const answer = await buyer.buy(url, {});
    expect(answer.body).toMatchObject({ response: 'Waves fold', receipt: { amount: '0.05' } });
  });

  it('passes the buyer’s message on where it takes one', async () => {
    const { url } = await sell({ outputFormat: 'raw', allowsUserMessage: true });
    await buyer.buy(url, { message: 'about coins' });
    const [asked] = generations(shop.claude.requests);
    expect(asked?.body).toContain('about coins');
    const other = await sell({ outputFormat: 'raw' });
    const refused = await send(other.url, await buyer.sign(other.url), { message: 'hello' });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'message' }] } });
  });

  it.each([
    ['bare', '{"title": "Coins"}'],
    ['between code fences', '```json\n{"title": "Coins"}\n```\n'],
  ])('answers in JSON that fits its schema, which the model gave %s', async (_, text) => {
    shop.claude.answer(answering(text));
    const { url } = await sell({ outputFormat: 'json', outputSchema: SCHEMA });
    const answer = await buyer.buy(url, {});
    expect(answer.body).toEqual({ title: 'Coins' });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('payment-receipt')).not.toBeNull();
    const [asked] = generations(shop.claude.requests);
    expect(asked?.body).toContain('maxLength');
  });

  it.each([
    ['is no JSON', 'Sorry, I cannot'],
    ['does not fit the schema', '{"title": 7}'],
    ['is too much', '{"title": "Coins"} {"title": "Coins"}'],
  ])('does not charge for an answer that %s', async (_, text) => {
    shop.claude.answer(answering(text));
    const { url } = await sell({ outputFormat: 'json', outputSchema: SCHEMA });
    const payment = await buyer.sign(url);
    const before = await buyer.balance();
    const failed = await send(url, payment, {});
    expect(failed).toMatchObject({
      status: 502,
      body: { code: 'answer_unfit', payment: 'not_charged' },
    });
    expect(JSON.stringify(failed.body)).not.toContain('Sorry');
    expect(await buyer.balance()).toBe(before);
    shop.claude.answer(answering('{"title": "Better"}'));
    expect((await send(url, payment, {})).body).toEqual({ title: 'Better' });
    expect(await buyer.balance()).toBe(before - PRICE);
  });

  it('uses a key of its own where it has one, also without a connected key', async () => {
    const { id, url, creator } = await sell({ outputFormat: 'raw' });
    await creator.send('DELETE', '/integrations/claude/config');
    expect((await fetch(url, post({}))).status).toBe(503);
    await creator.send('PUT', `/resources/${id}/secret`, { value: OWN_KEY });
    expect((await buyer.buy(url, {})).status).toBe(200);
    const [asked] = generations(shop.claude.requests);
    expect(JSON.stringify(asked?.headers)).toContain(OWN_KEY);
    expect(shop.log.join('')).not.toMatch(/planted-resource-key|planted-prompt/);
  });

  it.each<[string, object]>([
    ['that is none', { type: 'nonsense' }],
    ['with references', { $ref: 'https://a.example/schema' }],
    ['whose validator answers later', { $async: true }],
    ['with entries that must differ', { uniqueItems: true }],
    ['with patterns', { properties: { a: { pattern: '(a+)+$' } } }],
    ['that is too long', { description: 'x'.repeat(20_001) }],
  ])('refuses a schema %s', async (_, outputSchema) => {
    await expect(sell({ outputFormat: 'json', outputSchema })).rejects.toThrow(
      '"field":"config.outputSchema"',
    );
  });

  it('sells nothing with a schema that was stored before it was ruled out, and goes on', async () => {
    const { id, url, creator } = await sell({ outputFormat: 'json', outputSchema: SCHEMA });
    shop.claude.answer(answering('7'));
    const payment = await buyer.sign(url);
    const stored = JSON.stringify({ $async: true, type: 'object' });
    await shop.owner.query(
      `UPDATE resource_versions SET config = jsonb_set(config, '{outputSchema}', $2::jsonb)
        WHERE resource_id = $1`,
      [id, stored],
    );
    // Every replica hears of a change of the resource.
    await shop.owner.query(`UPDATE x402_resources SET output_schema = $2 WHERE id = $1`, [
      id,
      stored,
    ]);
    while ((await fetch(url, post({}))).status === 402)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const before = await buyer.balance();
    shop.claude.requests.length = 0;
    const test = await creator.send('POST', `/resources/${id}/test`, {}).catch(String);
    expect(test).toContain('resource_misconfigured');
    expect(await send(url, payment, {})).toMatchObject({
      status: 503,
      body: { code: 'resource_misconfigured', retryable: false, payment: 'not_charged' },
    });
    expect(generations(shop.claude.requests)).toEqual([]);
    expect(await buyer.balance()).toBe(before);
    expect((await fetch(`${shop.origin}/health/live`)).status).toBe(200);
  });

  it('refuses a schema for words', async () => {
    await expect(sell({ outputFormat: 'raw', outputSchema: SCHEMA })).rejects.toThrow(
      '"field":"config.outputSchema"',
    );
  });
});
