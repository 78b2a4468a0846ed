import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../common/crypto/index.js';
import type { LlmProvider } from './llm-provider.js';
import { LlmRegistry, UnknownModelError } from './registry.js';

const provider = (id: string): LlmProvider => ({
  id,
  async *generate() {},
  verifyKey: async (key) => ({ status: 'invalid', reason: `${id} saw ${key.hint()}` }),
});
const registry = new LlmRegistry(() => [provider('claude'), provider('openrouter')]);

describe('the registry of providers', () => {
  it.each([
    ['claude:claude-sonnet-5-5', 'claude', 'claude-sonnet-5-5'],
    ['openrouter:openai/gpt-6', 'openrouter', 'openai/gpt-6'],
    ['openrouter:meta/llama:free', 'openrouter', 'meta/llama:free'],
  ])('splits %s at the first colon', (name, id, model) => {
    const resolved = registry.resolve(name);
    expect([resolved.provider.id, resolved.model]).toEqual([id, model]);
    expect(registry.problemWith(name)).toBeUndefined();
  });

  it.each(['', 'claude', 'claude:', ':model', 'acme:model', 'claude:two words', 'claude:\n'])(
    'refuses %j and names what exists',
    (name) => {
      expect(() => registry.resolve(name)).toThrow(UnknownModelError);
      expect(registry.problemWith(name)).toContain('claude, openrouter');
    },
  );

  it('never repeats a long name in full', () => {
    expect(registry.problemWith('x'.repeat(100_000))?.length).toBeLessThan(400);
  });

  it('asks the named provider about a key', async () => {
    const key = new Secret('sk-0123456789');
    expect(await registry.verifyKey('openrouter', key)).toEqual({
      status: 'invalid',
      reason: 'openrouter saw 6789',
    });
    await expect(registry.verifyKey('acme', key)).rejects.toThrow('claude, openrouter');
    expect(registry.providerIds()).toEqual(['claude', 'openrouter']);
  });
});
