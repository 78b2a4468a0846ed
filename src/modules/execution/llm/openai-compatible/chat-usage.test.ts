import { describe, expect, it } from '@jest/globals';
import { tokensOf } from './chat-usage.js';

const tokens = (usage: object) => tokensOf({ prompt_tokens: 194, completion_tokens: 2, ...usage });

describe('what an API counts', () => {
  it.each([
    [{ cached_tokens: 50, cache_write_tokens: 100 }, [44, 50, 100]],
    [{ cached_tokens: 50 }, [144, 50, 0]],
    [{ cached_tokens: 50, cache_write_tokens: 145 }, [194, 0, 0]],
    [{ cached_tokens: -1 }, [194, 0, 0]],
    [{ cached_tokens: 1e30 }, [194, 0, 0]],
    ['many', [194, 0, 0]],
  ])('counts the prompt with %j as %j', (prompt_tokens_details, counts) => {
    const [inputTokens, cacheReadTokens, cacheWriteTokens] = counts;
    const counted = { inputTokens, outputTokens: 2, cacheReadTokens, cacheWriteTokens };
    expect(tokens({ prompt_tokens_details })).toEqual(counted);
  });

  it.each([
    [{ reasoning_tokens: 1 }, 196, 2],
    [{ reasoning_tokens: 10 }, 206, 12],
    [{ reasoning_tokens: 10 }, undefined, 2],
    [{ reasoning_tokens: 10 }, 'many', 2],
    [{ reasoning_tokens: -1 }, 195, 2],
    [null, 196, 2],
  ])(
    'counts thoughts %j once, with %j tokens in all: %i were written',
    (details, total, written) => {
      const usage = tokens({ completion_tokens_details: details, total_tokens: total });
      expect(usage).toMatchObject({ inputTokens: 194, outputTokens: written });
    },
  );

  it.each([{}, null, 'many', { prompt_tokens: 1 }, { prompt_tokens: 1, completion_tokens: 1.5 }])(
    'is not known when it is %j',
    (usage) => {
      expect(tokensOf(usage)).toBeUndefined();
    },
  );
});
