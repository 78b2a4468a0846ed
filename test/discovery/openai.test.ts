import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { APIError } from 'openai';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { generatePrivateKey } from 'viem/accounts';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer, post, readAnswer } from '../e2e/buyer.js';
import { answering, claudeGiving, Gate, generations, inTwoParts } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { runExample } from './run-example.js';

const HAIKU = 'A haiku about coins';
const INPUT = { topic: 'coins' };
const hello = [{ role: 'user' as const, content: 'coins' }];

const nameOf = ({ url }: Listing) => new URL(url).pathname.slice(2);

/** The error of a request that is refused. */
const refusal = async (
  asked: Promise<unknown>,
): Promise<APIError & { error: Record<string, unknown> }> => {
  const found = await asked.then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  );
  if (!(found instanceof APIError)) throw found;
  return found as APIError & { error: Record<string, unknown> };
};

describe('buyers who use OpenAI’s client', () => {
  let shop: Shop;
  let listing: Listing;
  let model: string;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    model = nameOf(listing);
  });
  afterEach(() => {
    shop.claude.answer(answering(HAIKU));
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  const client = (buyer: Buyer | undefined, base = '/v1') =>
    new OpenAI({
      baseURL: `${shop.origin}${base}`,
      apiKey: 'not-needed',
      ...(buyer && { fetch: (url, init) => buyer.fetch(String(url), init) }),
    });
  const purse = () => Buyer.with(shop.chain);
  const ask = (body: object, payment: string) =>
    fetch(`${shop.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'payment-signature': payment },
      body: JSON.stringify(body),
    });
  it('find a model of whom they know nothing but the server, pay, and get its answer and what it used', async () => {
    const buyer = await purse();
    const openai = client(buyer);
    const models = (await openai.models.list()).data;
    const found = models.find(({ id }) => id === model);
    expect(found).toMatchObject({
      object: 'model',
      price: { amount: '0.05' },
      inputs: [{ name: 'topic' }],
    });
    expect(await openai.models.retrieve(model)).toEqual(found);
    const { data, response } = await openai.chat.completions
      .create({ model, messages: hello })
      .withResponse();
    expect(data).toEqual({
      id: `chatcmpl-${response.headers.get('payment-id')}`,
      object: 'chat.completion',
      created: expect.any(Number),
      model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: HAIKU, refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: expect.any(Number),
        completion_tokens: 7,
        total_tokens: expect.any(Number),
      },
    });
    expect(Math.abs(data.created - Date.now() / 1000)).toBeLessThan(300);
    expect(generations(shop.claude.requests)[0]?.body).toContain('write about coins');
    const receipt = await fetch(
      `${shop.origin}/api/v1/receipts/${response.headers.get('payment-id')}`,
    );
    expect(await receipt.json()).toMatchObject({
      payer: buyer.wallet.address,
      payTo: listing.payTo,
    });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('buy as docs/openai.md shows', async () => {
    const key = generatePrivateKey();
    await Buyer.with(shop.chain, PRICE, key);
    const env = { BASE_URL: `${shop.origin}/v1`, MODEL: model, NETWORK, BUYER_KEY: key };
    expect(await runExample('docs/openai.md', env)).toBe(`${HAIKU}\n`);
  });

  it('are streamed to as the answer comes, with what it used at the end', async () => {
    const gate = new Gate();
    shop.claude.answer(inTwoParts(gate.opened));
    const buyer = await purse();
    const stream = await client(buyer, `/@${model}/v1`).chat.completions.create({
      model,
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const seen: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) {
      seen.push(chunk);
      if (chunk.choices[0]?.delta.content === 'One ') gate.open();
    }
    expect(
      seen.map(({ choices: [choice] }) => choice?.delta.content ?? choice?.finish_reason),
    ).toEqual(['', 'One ', 'Two', 'stop', undefined]);
    expect(seen.at(-1)?.usage).toMatchObject({ completion_tokens: 7 });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('pay once for a payment that is sent twice, and get the very same answer', async () => {
    const buyer = await purse();
    const payment = await buyer.sign(listing.url, INPUT);
    const header = Buffer.from(JSON.stringify(payment)).toString('base64');
    const paying = new OpenAI({
      baseURL: `${shop.origin}/@${model}/v1`,
      apiKey: 'not-needed',
      defaultHeaders: { 'payment-signature': header },
    });
    const first = await paying.chat.completions.create({ model, messages: hello });
    expect(await paying.chat.completions.create({ model, messages: hello })).toEqual(first);
    const streamedAgain = await paying.chat.completions.create({
      model,
      messages: hello,
      stream: true,
    });
    const texts: string[] = [];
    for await (const { choices } of streamedAgain) texts.push(choices[0]?.delta.content ?? '');
    expect(texts.join('')).toBe(HAIKU);
    const other = await refusal(
      paying.chat.completions.create({ model, messages: [{ role: 'user', content: 'sea' }] }),
    );
    expect(other).toMatchObject({ status: 409, code: 'payment_already_used' });
    expect(other.headers?.get('x-should-retry')).toBe('false');
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it.each<[what: string, asked: object, name: string]>([
    [
      'instructions of their own',
      { messages: [{ role: 'system', content: 'Be rude' }, ...hello] },
      'messages[0]',
    ],
    [
      'a conversation',
      { messages: [...hello, { role: 'assistant', content: 'x' }] },
      'messages[1]',
    ],
    ['more than one message', { messages: [...hello, ...hello] }, 'messages[1]'],
    [
      'a picture',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages[0].content[0]',
    ],
    ['tools', { tools: [{ type: 'function', function: { name: 'x' } }] }, 'tools'],
    ['another temperature', { temperature: 0.1 }, 'temperature'],
    ['a form of the answer', { response_format: { type: 'json_object' } }, 'response_format'],
    ['several answers', { n: 2 }, 'n'],
    ['what nobody knows', { toppings: ['cheese'] }, 'toppings'],
  ])(
    'are refused what no resource sells, by its name and before any payment: %s',
    async (_what, asked, name) => {
      const unpaid = await refusal(
        client(undefined).chat.completions.create({ model, messages: hello, ...asked } as never),
      );
      expect(unpaid).toMatchObject({
        status: 400,
        code: 'not_sold',
        type: 'invalid_request_error',
        param: name,
      });
      expect(unpaid.error).toMatchObject({ payment: 'not_charged', retryable: false });
      expect(unpaid.headers?.get('payment-required')).toBeNull();
    },
  );

  it('may say what asks for nothing else than is sold', async () => {
    const buyer = await purse();
    const answer = await client(buyer).chat.completions.create({
      model,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'coins' }] }],
      n: 1,
      tools: [],
      tool_choice: 'none',
      user: 'u1',
      metadata: { a: 'b' },
      store: false,
      response_format: { type: 'text' },
      temperature: null,
    });
    expect(answer.choices[0]?.message.content).toBe(HAIKU);
  });

  it('are told the price in their own form, and where it stands for x402', async () => {
    const error = await refusal(
      client(undefined).chat.completions.create({ model, messages: hello }),
    );
    expect(error).toMatchObject({
      status: 402,
      code: 'payment_required',
      type: 'payment_required',
    });
    expect(error.headers?.get('payment-required')).not.toBeNull();
    const answer = await fetch(
      `${shop.origin}/v1/chat/completions`,
      post({ model, messages: hello }),
    );
    expect((await readAnswer(answer)).body).toMatchObject({
      paymentRequired: { accepts: [{ amount: String(PRICE), payTo: listing.payTo }] },
    });
  });

  it('are told before they pay what is missing or unknown', async () => {
    const openai = client(undefined);
    const asked = async (body: object) => refusal(openai.chat.completions.create(body as never));
    expect(await asked({ model: 'nobody/nothing', messages: hello })).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
    expect(await asked({ model, messages: [] })).toMatchObject({
      status: 422,
      param: 'input.topic',
    });
    expect(await asked({ model, messages: hello, input: { colour: 'red' } })).toMatchObject({
      status: 422,
      param: 'input.colour',
    });
    expect(await asked({ messages: hello })).toMatchObject({ status: 422, param: 'model' });
    expect(await asked({ model, messages: hello, stream: 'yes' })).toMatchObject({
      status: 422,
      param: 'stream',
    });
    const of = (base: string) =>
      refusal(client(undefined, base).chat.completions.create({ model, messages: hello }));
    expect(await of('/@nobody/v1')).toMatchObject({ status: 404, code: 'model_not_found' });
    for (const name of ['nobody', 'a%00b', 'x'.repeat(90)]) {
      const none = await fetch(`${shop.origin}/@${name}/v1/models`);
      expect((await readAnswer(none)).body).toEqual({ object: 'list', data: [] });
    }
    const text = await shop.publish({ type: 'static', slug: 'text', config: { content: 'x' } });
    expect(await asked({ model: nameOf(text), messages: hello })).toMatchObject({
      status: 404,
      code: 'model_not_found',
      message: expect.stringContaining('at its URL'),
    });
    expect((await client(undefined).models.list()).data.map(({ id }) => id)).not.toContain(
      nameOf(text),
    );
  });

  it('send inputs by name, as JSON or beside the message', async () => {
    const config = {
      systemPrompt: 'Write about {{topic}} in a {{mood}} mood, by {{author}}.',
      parameters: [
        { name: 'topic', description: '', required: true, maxLength: 50 },
        { name: 'author', description: '', required: true, maxLength: 50 },
        { name: 'mood', description: '', required: false, default: 'merry', maxLength: 50 },
      ],
      model: `claude:${claudeWire.model}`,
      maxTokens: 100,
    };
    const several = await shop.publish({ slug: 'several', config });
    const buyer = await purse();
    const base = `/@${nameOf(several).split('/')[0]}/v1`;
    const chat = (body: object) =>
      client(buyer, base).chat.completions.create({ model: 'several', ...body } as never);
    await chat({ messages: [{ role: 'user', content: '{"topic":"sea","author":"Ada"}' }] });
    await chat({
      messages: [{ role: 'user', content: 'sky' }],
      input: { author: 'Bob', mood: 'sad' },
    });
    const [first, second] = generations(shop.claude.requests).map(({ body }) => body);
    expect(first).toContain('about sea in a merry mood, by Ada');
    expect(second).toContain('about sky in a sad mood, by Bob');
    const unclear = await refusal(
      client(undefined, base).chat.completions.create({ model: 'several', messages: hello }),
    );
    expect(unclear).toMatchObject({
      status: 422,
      message: expect.stringContaining('topic, author, mood'),
    });
  });

  it('are sold no bare model by a creator who was not warned', async () => {
    const { creator } = listing;
    const bare = {
      type: 'prompt_template',
      name: 'Bare',
      description: 'Passes everything on',
      slug: 'bare',
      category: 'writing',
      price: '0.05',
      config: {
        systemPrompt: '{{text}}',
        parameters: [{ name: 'text', description: '', required: true, maxLength: 200 }],
        model: `claude:${claudeWire.model}`,
        maxTokens: 100,
      },
    };
    const { id } = await creator.send<{ id: string }>('POST', '/resources', bare);
    const published = await creator.send<{ warnings: object[] }>(
      'POST',
      `/resources/${id}/publish`,
    );
    expect(published.warnings).toContainEqual({
      code: 'no_instructions',
      message: expect.stringContaining('terms of model providers'),
    });
  });

  it('are told that an answer stopped at its limit of tokens, at once, in a stream and at every repetition', async () => {
    const cut = streamed([
      claudeWire.begin,
      claudeWire.text('A hai'),
      claudeWire.finish('max_tokens'),
    ]);
    shop.claude.answer(claudeGiving(cut));
    const buyer = await purse();
    const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
    const paid = (body: object) => ask({ model, messages: hello, ...body }, payment);
    const first = await (await paid({})).json();
    expect(first).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(await (await paid({})).json()).toEqual(first);
    const streaming = await (await paid({ stream: true })).text();
    const reasons = [...streaming.matchAll(/"finish_reason":(null|"\w+")/g)].map(([, one]) => one);
    expect(new Set(reasons)).toEqual(new Set(['null', '"length"']));
    expect(reasons.at(-1)).toBe('"length"');
    const direct = await readAnswer(
      await fetch(listing.url, {
        ...post(INPUT),
        headers: { 'content-type': 'application/json', 'payment-signature': payment },
      }),
    );
    expect(direct.body).toMatchObject({ response: 'A hai', stopReason: 'max_tokens' });
    expect(generations(shop.claude.requests)).toHaveLength(1);

    const live = await client(await purse()).chat.completions.create({
      model,
      messages: hello,
      stream: true,
    });
    const seen: (string | null | undefined)[] = [];
    for await (const { choices } of live) seen.push(choices[0]?.finish_reason);
    expect(seen.at(-1)).toBe('length');
  });

  it('are told that a model refused to go on, and then what becomes of their money', async () => {
    const refused = [claudeWire.begin, claudeWire.text('A hai'), claudeWire.finish('refused')];
    shop.claude.answer(claudeGiving(() => streamed(refused)));
    const buyer = await purse();
    const whole = await refusal(client(buyer).chat.completions.create({ model, messages: hello }));
    expect(whole).toMatchObject({ status: 422, code: 'model_refused' });
    expect(whole.error).toMatchObject({ payment: 'not_charged' });
    const stream = await client(buyer).chat.completions.create({
      model,
      messages: hello,
      stream: true,
    });
    const reasons: (string | null | undefined)[] = [];
    const error = await refusal(
      (async () => {
        for await (const { choices } of stream) reasons.push(choices[0]?.finish_reason);
      })(),
    );
    expect(reasons.at(-1)).toBe('content_filter');
    expect(error.error).toMatchObject({ code: 'model_refused', payment: 'charged' });
  });

  it('reach a resource whose slug became the name of a route after it was taken', async () => {
    const old = await shop.publish({ slug: 'old' });
    await shop.owner.query(`UPDATE x402_resources SET slug = 'v1' WHERE id = $1`, [old.id]);
    const url = old.url.replace(/old$/, 'v1');
    const buyer = await purse();
    expect(await buyer.buy(url, INPUT)).toMatchObject({ status: 200 });
    expect(await old.creator.send('PATCH', `/resources/${old.id}`, { slug: 'v1' })).toMatchObject({
      slug: 'v1',
    });
    const base = new URL(url).pathname;
    const { data } = await client(undefined, `${base}/v1`).models.list();
    expect(data.map(({ id }) => id)).toEqual([nameOf({ ...old, url })]);
  });

  it('get the JSON that a prompt is sold as', async () => {
    shop.claude.answer(answering('{"title":"Coins"}'));
    const config = {
      systemPrompt: 'A title',
      model: `claude:${claudeWire.model}`,
      maxTokens: 100,
      allowsUserMessage: true,
      outputFormat: 'json',
    };
    const prompt = await shop.publish({ type: 'prompt', slug: 'title', config });
    const buyer = await purse();
    const asked = { model: nameOf(prompt), messages: hello };
    const whole = await client(buyer).chat.completions.create(asked);
    expect(whole.choices[0]?.message.content).toBe('{"title":"Coins"}');
    const stream = await client(buyer).chat.completions.create({ ...asked, stream: true });
    const texts: string[] = [];
    for await (const { choices } of stream) texts.push(choices[0]?.delta.content ?? '');
    expect(texts.join('')).toBe('{"title":"Coins"}');
  });

  it('are not charged for a model that fails, and their client signs nothing more by itself', async () => {
    shop.claude.answer(claudeGiving(() => streamed([claudeWire.begin], 'cut')));
    const buyer = await purse();
    const openai = client(buyer);
    const failed = await refusal(
      openai.chat.completions.create({ model, messages: hello }, { maxRetries: 0 }),
    );
    expect(failed).toMatchObject({ status: 502, code: 'model_failed', type: 'server_error' });
    expect(failed.error).toMatchObject({ payment: 'not_charged', retryable: true });
    expect(await buyer.balance()).toBe(1_000_000n);
  });

  it('are told in the stream when it breaks off, with the way back', async () => {
    const gate = new Gate();
    gate.open();
    shop.claude.answer(inTwoParts(gate.opened, ''));
    const buyer = await purse();
    const stream = await client(buyer).chat.completions.create({
      model,
      messages: hello,
      stream: true,
    });
    const read = async () => {
      for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
    };
    const error = await refusal(read());
    expect(error.error).toMatchObject({
      code: 'model_failed',
      payment: 'charged',
      statusUrl: expect.any(String),
    });
  });
});
