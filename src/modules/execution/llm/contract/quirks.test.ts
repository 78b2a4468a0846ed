import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../../common/crypto/index.js';
import { collect } from '../collect.js';
import { ConnectionPool } from '../connection-pool.service.js';
import type { LlmProvider, LlmRequest } from '../llm-provider.js';
import { claudeGround } from '../providers/claude/contract/claude-ground.js';
import { claudeWire } from '../providers/claude/contract/claude-wire.js';
import { openRouterGround } from '../providers/openrouter/contract/openrouter-ground.js';
import { openRouterWire } from '../providers/openrouter/contract/openrouter-wire.js';
import { testKit } from './ground.js';
import { StandIn } from './stand-in.js';
import { document, streamed } from './wire.js';

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

describe('what only one provider does', () => {
  let server: StandIn;
  const kit = testKit(20_000);
  let claude: LlmProvider;
  let openrouter: LlmProvider;

  beforeAll(async () => {
    server = await StandIn.start();
    claude = claudeGround.open(kit, server.url);
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

  it('OpenRouter is told who calls', async () => {
    server.answer(streamed([openRouterWire.finish('end')]));
    await paint();
    expect(server.requests[0]?.headers).toMatchObject({
      'http-referer': 'https://shop.example',
      'x-openrouter-title': 'Shop',
    });
  });

  it('OpenRouter streams pictures, where they were asked for', async () => {
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

  it('OpenRouter is sent every setting under its own name, and nothing else', async () => {
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

  it('OpenRouter may answer as one document instead of a stream', async () => {
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

  it('OpenRouter may put a failure into a choice', async () => {
    const choice = { index: 0, delta: {}, error: { code: 429, message: 'slow down' } };
    server.answer(streamed([`data: ${JSON.stringify({ choices: [choice] })}\n\n`]));
    await expect(paint()).rejects.toMatchObject({ kind: 'rate_limited' });
  });

  it('OpenRouter has management keys, which cannot run models', async () => {
    server.answer(document({ data: { label: 'x', is_management_key: true } }));
    expect(await openrouter.verifyKey(key)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('management key'),
    });
  });

  it('Anthropic has keys that may not use models', async () => {
    const refusal = claudeWire.failures.find(({ status }) => status === 403);
    server.answer(document(refusal?.body('no'), 403));
    expect(await claude.verifyKey(key)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('Admin key'),
    });
  });

  it('Claude models without a list price cost an unknown amount', async () => {
    server.answer(streamed([claudeWire.begin, claudeWire.text('x'), claudeWire.finish('end')]));
    const call = claude.generate(
      { ...question, model: 'claude-next' },
      key,
      new AbortController().signal,
    );
    const { usage } = await collect(call);
    expect(usage).toMatchObject({ inputTokens: 15 });
    expect(usage).not.toHaveProperty('costNanoUsd');
  });

  it('calls are impossible after shutdown', async () => {
    const other = new ConnectionPool();
    await other.onApplicationShutdown();
    await expect(other.fetchWith({})(server.url)).rejects.toThrow('fetch failed');
  });
});
