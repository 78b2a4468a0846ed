import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer } from './buyer.js';
import { generations } from './claude.js';
import { openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

describe('what a model’s provider learns of who buys', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterEach(() => {
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  /** Whom the only question since the last one was asked for. */
  function askedFor(): string {
    const [asked, ...more] = generations(shop.claude.requests.splice(0));
    expect(more).toEqual([]);
    const { metadata } = JSON.parse(asked?.body ?? '{}') as { metadata?: { user_id?: string } };
    return metadata?.user_id ?? '';
  }

  it('is the same name for the same buyer of a creator, and another for each other', async () => {
    const [first, second] = [await shop.publish(), await shop.publish()];
    const [ada, bob] = [await Buyer.with(shop.chain), await Buyer.with(shop.chain)];
    const names: string[] = [];
    for (const [buyer, { url }] of [
      [ada, first],
      [ada, first],
      [bob, first],
      [ada, second],
    ] as const) {
      expect((await buyer.buy(url, INPUT)).status).toBe(200);
      const [asked] = generations(shop.claude.requests);
      expect(JSON.stringify([asked?.headers, asked?.body]).toLowerCase()).not.toContain(
        buyer.wallet.address.slice(2).toLowerCase(),
      );
      names.push(askedFor());
    }
    await first.creator.send('POST', `/resources/${first.id}/test`, { input: INPUT });
    names.push(askedFor());
    expect(names.filter((name) => !/^[\w-]{43}$/.test(name))).toEqual([]);
    expect(names[1]).toBe(names[0]);
    expect(new Set(names).size).toBe(4);
  });

  it.each(['prompt', 'prompt_template'])('goes along with every question of a %s', async (type) => {
    const model = 'claude:claude-sonnet-5-5';
    const prompt = { model, maxTokens: 50, outputFormat: 'raw', systemPrompt: 'Rhyme' };
    const change = type === 'prompt' ? { type, config: prompt } : { type };
    const listing = await shop.publish(change);
    const buyer = await Buyer.with(shop.chain);
    const answer = await buyer.buy(listing.url, type === 'prompt' ? {} : INPUT);
    expect(answer.status).toBe(200);
    expect(askedFor()).toMatch(/^[\w-]{43}$/);
  });
});
