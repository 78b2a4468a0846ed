import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../../../common/crypto/index.js';
import { collect } from '../../collect.js';
import { describeLlmProvider } from '../../contract/describe-llm-provider.js';
import { testKit } from '../../contract/ground.js';
import { StandIn } from '../../contract/stand-in.js';
import { document, streamed } from '../../contract/wire.js';
import type { LlmProvider, LlmRequest } from '../../llm-provider.js';
import { openRouterGround } from './contract/openrouter-ground.js';
import { openRouterWire } from './contract/openrouter-wire.js';

describeLlmProvider('openrouter', openRouterGround);

const key = new Secret('sk-0123456789');
const question: LlmRequest = {
  model: 'acme/painter',
  system: '',
  messages: [{ role: 'user', content: 'A cat' }],
  endUser: 'someone',
  maxTokens: 10,
};
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
const picture = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };

describe('OpenRouter alone', () => {
  let server: StandIn;
  const kit = testKit(20_000);
  let openrouter: LlmProvider;

  beforeAll(async () => {
    server = await StandIn.start();
    openrouter = openRouterGround.open(kit, server.url);
  });
  afterAll(async () => {
    await kit.pool.onApplicationShutdown();
    await server.stop();
  });
  beforeEach(() => {
    server.requests.length = 0;
  });

  const paint = (request = question) =>
    collect(openrouter.generate(request, key, new AbortController().signal));

  it('is told who calls', async () => {
    server.answer(streamed([openRouterWire.finish('end')]));
    await paint();
    expect(server.requests[0]?.headers).toMatchObject({
      'http-referer': 'https://shop.example',
      'x-openrouter-title': 'Shop',
    });
  });

  it('streams pictures, where they were asked for', async () => {
    const chunk = { choices: [{ index: 0, delta: { content: 'Here', images: [image] } }] };
    server.answer(streamed([`data: ${JSON.stringify(chunk)}\n\n`, openRouterWire.finish('end')]));
    expect(await paint({ ...question, output: ['text', 'image'] })).toMatchObject({
      text: 'Here',
      images: [picture],
    });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      modalities: ['text', 'image'],
    });
  });

  it('is sent every setting under its own name, and nothing else', async () => {
    server.answer(streamed([openRouterWire.text('{}'), openRouterWire.finish('end')]));
    const schema = { type: 'object' };
    await paint({
      ...question,
      topP: 0.9,
      stop: ['END'],
      reasoningEffort: 'minimal',
      responseFormat: { type: 'json_schema', schema },
    });
    await paint({ ...question, responseFormat: { type: 'json_object' } });
    const [first, second] = server.requests.map(({ body }): unknown => JSON.parse(body));
    const plain = {
      model: question.model,
      messages: question.messages,
      user: 'someone',
      max_tokens: 10,
      stream: true,
      stream_options: { include_usage: true },
    };
    expect(first).toEqual({
      ...plain,
      top_p: 0.9,
      stop: ['END'],
      reasoning: { effort: 'minimal', exclude: true },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema },
      },
    });
    expect(second).toEqual({ ...plain, response_format: { type: 'json_object' } });
  });

  it('may answer as one document instead of a stream', async () => {
    const message = { role: 'assistant', content: 'Here', images: [image] };
    const usage = { prompt_tokens: 3, completion_tokens: 4, cost: 0.5 };
    server.answer(document({ choices: [{ message, finish_reason: 'stop' }], usage }));
    expect(await paint()).toMatchObject({
      text: 'Here',
      images: [picture],
      stopReason: 'end',
      usage: {
        inputTokens: 3,
        outputTokens: 4,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        costNanoUsd: 500_000_000n,
      },
    });
  });

  it('may put a failure into a choice', async () => {
    const choice = { index: 0, delta: {}, error: { code: 429, message: 'slow down' } };
    server.answer(streamed([`data: ${JSON.stringify({ choices: [choice] })}\n\n`]));
    await expect(paint()).rejects.toMatchObject({ kind: 'rate_limited' });
  });

  it('has management keys, which cannot run models', async () => {
    server.answer(document({ data: { label: 'x', is_management_key: true } }));
    expect(await openrouter.verifyKey(key)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('management key'),
    });
  });
});
