import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../../../common/crypto/index.js';
import { collect } from '../../collect.js';
import { describeLlmProvider } from '../../contract/describe-llm-provider.js';
import { testKit } from '../../contract/ground.js';
import { StandIn } from '../../contract/stand-in.js';
import { document, streamed } from '../../contract/wire.js';
import type { LlmProvider, LlmRequest } from '../../llm-provider.js';
import { claudeGround } from './contract/claude-ground.js';
import { claudeWire } from './contract/claude-wire.js';

describeLlmProvider('claude', claudeGround);

const key = new Secret('sk-0123456789');
const question: LlmRequest = {
  model: 'claude-next',
  system: '',
  messages: [{ role: 'user', content: 'A cat' }],
  endUser: 'someone',
  maxTokens: 10,
};

describe('Claude alone', () => {
  let server: StandIn;
  const kit = testKit(20_000);
  let claude: LlmProvider;

  beforeAll(async () => {
    server = await StandIn.start();
    claude = claudeGround.open(kit, server.url);
  });
  afterAll(async () => {
    await kit.pool.onApplicationShutdown();
    await server.stop();
  });

  it('has keys that may not use models', async () => {
    const refusal = claudeWire.failures.find(({ status }) => status === 403);
    server.answer(document(refusal?.body('no'), 403));
    expect(await claude.verifyKey(key)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('Admin key'),
    });
  });

  it('has models without a list price, which cost an unknown amount', async () => {
    server.answer(streamed([claudeWire.begin, claudeWire.text('x'), claudeWire.finish('end')]));
    const call = claude.generate(question, key, new AbortController().signal);
    const { usage } = await collect(call);
    expect(usage).toMatchObject({ inputTokens: 15 });
    expect(usage).not.toHaveProperty('costNanoUsd');
  });
});
