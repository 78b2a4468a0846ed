import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { type Reply } from '../../src/modules/execution/llm/contract/stand-in.js';
import { document, streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer, send } from './buyer.js';
import { claudeGiving, generations } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

describe('an answer of a provider that says odd things', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    // A creator's limit counts what calls cost.
    listing = await shop.publish({ limits: { dailySpendUsd: '1' } });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  afterAll(() => shop.stop());

  const buyAnswer = async (reply: Reply) => {
    shop.claude.answer(claudeGiving(reply));
    shop.claude.requests.length = 0;
    return send(listing.url, await buyer.sign(listing.url), INPUT);
  };
  const lastLine = async () => {
    const path = `/resources/${listing.id}/usage`;
    return (await listing.creator.send<{ items: object[] }>('GET', path)).items[0];
  };

  it.each([1e30, 1.5, -7, 'many', {}])('and counts %j tokens is sold', async (count) => {
    const before = await buyer.balance();
    const answer = await buyAnswer(streamed([claudeWire.counting(count)]));
    expect(answer).toMatchObject({ status: 200, body: { response: 'Hello', usage: null } });
    expect(await buyer.balance()).toBe(before - PRICE);
    expect(await lastLine()).toMatchObject({
      status: 'paid',
      inputTokens: null,
      outputTokens: null,
      providerCostUsd: null,
    });
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it.each(Object.entries(claudeWire.uncounted))(
    'and does not count %s is sold',
    async (_, said) => {
      const answer = await buyAnswer(streamed([said]));
      expect(answer).toMatchObject({ status: 200, body: { response: 'Hello', usage: null } });
      expect(generations(shop.claude.requests)).toHaveLength(1);
    },
  );

  it.each(Object.entries(claudeWire.unreadable))(
    'of which a part cannot be read is not sold, nor asked for again: %s',
    async (_, part) => {
      const before = await buyer.balance();
      const said = [claudeWire.begin, claudeWire.text('Half'), part, claudeWire.finish('end')];
      const answer = await buyAnswer(streamed(said));
      const body = { code: 'answer_unfit', payment: 'not_charged' };
      expect(answer).toMatchObject({ status: 502, body });
      expect(await buyer.balance()).toBe(before);
      expect(generations(shop.claude.requests)).toHaveLength(1);
    },
  );

  it.each(['1000000000', '1e9', '-1', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'and asks to wait %s keeps nobody waiting',
    async (wait) => {
      const busy = claudeWire.failures.find(({ kind }) => kind === 'rate_limited');
      const headers = { 'retry-after': wait };
      const answer = await buyAnswer(document(busy?.body('slow down'), 429, headers));
      expect(answer).toMatchObject({ status: 503, body: { code: 'model_busy' } });
      expect(answer.headers.get('retry-after')).toBeNull();
    },
  );
});
