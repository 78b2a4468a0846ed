import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LLMock } from '@copilotkit/aimock';
import { Secret } from '../../../../common/crypto/index.js';
import { collect } from '../collect.js';
import { LlmRegistry, LlmService, UnknownModelError } from '../index.js';
import { claudeGround } from '../providers/claude/contract/claude-ground.js';
import { openRouterGround } from '../providers/openrouter/contract/openrouter-ground.js';
import { testKit } from './ground.js';

const key = new Secret('sk-0123456789');

/** aimock is an independent implementation of both wire formats. */
describe.each([
  [
    'claude',
    claudeGround,
    'claude-sonnet-5-5',
    { input_tokens: 1000, output_tokens: 100 },
    3_000_000n,
  ],
  [
    'openrouter',
    openRouterGround,
    'acme/poet',
    { prompt_tokens: 1000, completion_tokens: 100, cost: 0.003 },
    3_000_000n,
  ],
] as const)('the LLM service, asking %s', (id, ground, model, usage, costNanoUsd) => {
  const mock = new LLMock({ port: 0, chunkSize: 4 });
  const kit = testKit(20_000);
  let registry: LlmRegistry;
  let llm: LlmService;

  const ask = (content: string) =>
    llm.generate(
      `${id}:${model}`,
      { system: 'You rhyme.', messages: [{ role: 'user', content }], endUser: 'x', maxTokens: 50 },
      key,
      new AbortController().signal,
    );

  beforeAll(async () => {
    await mock.start();
    const provider = ground.open(kit, mock.url + ground.wire.basePath);
    registry = new LlmRegistry(() => [provider]);
    llm = new LlmService(registry, { attempts: 3, baseMs: 1, maxMs: 2, totalMs: 30_000 });
  });
  afterAll(async () => {
    await kit.pool.onApplicationShutdown();
    await mock.stop();
  });

  it('gives a whole answer with its tokens and cost', async () => {
    mock.onMessage('a poem', { content: 'Roses are red, violets are blue', usage });
    const pieces: string[] = [];
    for await (const event of ask('a poem')) if (event.type === 'text') pieces.push(event.text);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('Roses are red, violets are blue');
    expect(await collect(ask('a poem'))).toMatchObject({
      stopReason: 'end',
      usage: { inputTokens: 1000, outputTokens: 100, costNanoUsd },
    });
  });

  it('tries again where the provider was only busy', async () => {
    mock.onMessage('try hard', { content: 'At last' });
    mock.nextRequestError(503, { message: 'busy' });
    mock.clearRequests();
    expect((await collect(ask('try hard'))).text).toBe('At last');
    expect(mock.getRequests()).toHaveLength(2);
  });

  it('does not try again with a key that was refused', async () => {
    mock.nextRequestError(401, { message: 'no such key' });
    mock.clearRequests();
    await expect(collect(ask('a poem'))).rejects.toMatchObject({ kind: 'invalid_key' });
    expect(mock.getRequests()).toHaveLength(1);
  });

  it('does not take a truncated stream for an answer', async () => {
    mock.onMessage('cut', { content: 'This will be cut short' }, { truncateAfterChunks: 4 });
    await expect(collect(ask('cut'))).rejects.toMatchObject({ kind: 'upstream' });
  });

  it('checks a key with the provider', async () => {
    expect(await registry.verifyKey(id, key)).toEqual({ status: 'valid' });
  });

  it('refuses a model of no provider before asking anyone', () => {
    const request = { system: '', messages: [], endUser: 'x', maxTokens: 1 };
    const { signal } = new AbortController();
    expect(() => llm.generate('nobody:x', request, key, signal)).toThrow(UnknownModelError);
  });
});
