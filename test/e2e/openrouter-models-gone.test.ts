import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelsServer } from '../models/models-server.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import {
  openInstantShop,
  openRouterGiving,
  PAINTER,
  POET,
  questions,
  saying,
  sellInstant,
  sync,
} from './openrouter.js';
import { type Listing, openReplica, type Replica } from './shop.js';

const INPUT = { topic: 'coins' };
const ANSWER = saying('Coins fall');
const GONE = { status: 503, body: { code: 'model_gone', retryable: true } };

describe('a resource whose model goes', () => {
  let shop: ModelsServer;
  let second: Replica;
  let buyer: Buyer;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openInstantShop([POET, PAINTER]);
    second = await openReplica(shop);
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  beforeEach(async () => {
    await listed(POET, PAINTER);
    listing = await sellInstant(shop);
    shop.openrouter.requests.length = 0;
  });
  afterAll(async () => {
    await second.app.close();
    await shop.stop();
  });

  /** OpenRouter lists these from now on, and the catalogue knows. */
  async function listed(...models: object[]): Promise<void> {
    shop.openrouter.answer(openRouterGiving(models, ANSWER));
    await sync(shop);
  }

  const drop = (id: string) =>
    shop.owner.query(`DELETE FROM x402_openrouter_models WHERE id = $1`, [id]);

  /** What each replica says to a buyer without a payment. */
  async function asked(): Promise<readonly unknown[]> {
    const path = new URL(listing.url).pathname;
    const answers = [shop, second].map(async ({ origin }) =>
      readAnswer(await fetch(origin + path, post(INPUT))),
    );
    return Promise.all(answers);
  }

  /** The same, once the news has reached both: PostgreSQL tells each of them, a moment after the change. */
  async function askedUntil(status: number): Promise<readonly unknown[]> {
    for (;;) {
      const answers = await asked();
      if (answers.every((answer) => (answer as { status: number }).status === status))
        return answers;
    }
  }

  const stored = async () => {
    const [row] = await shop.owner.query<{ openrouter_model_id: string | null }[]>(
      `SELECT openrouter_model_id FROM x402_resources WHERE id = $1`,
      [listing.id],
    );
    return row?.openrouter_model_id;
  };

  it('is not sold while OpenRouter does not list the model, by any replica', async () => {
    expect(await asked()).toMatchObject([{ status: 402 }, { status: 402 }]);
    await listed(PAINTER);
    const answers = await askedUntil(503);
    expect(answers).toMatchObject([GONE, GONE]);
    for (const answer of answers) {
      expect((answer as { headers: Headers }).headers.get('payment-required')).toBeNull();
      expect((answer as { headers: Headers }).headers.get('retry-after')).toBe('60');
    }
    expect(await stored()).toBe(POET.id);
  });

  it('is sold again when the model comes back', async () => {
    await listed(PAINTER);
    expect(await askedUntil(503)).toMatchObject([GONE, GONE]);
    await listed(POET, PAINTER);
    await askedUntil(402);
    expect((await buyer.buy(listing.url, INPUT)).body).toMatchObject({ response: 'Coins fall' });
  });

  it('goes on when other models come and go, or the model’s facts change', async () => {
    await listed({ ...POET, name: 'Renamed' });
    expect(await asked()).toMatchObject([{ status: 402 }, { status: 402 }]);
  });

  it('is not sold once the model was deleted, and lacks one until another is chosen', async () => {
    expect(await asked()).toMatchObject([{ status: 402 }, { status: 402 }]);
    await drop(POET.id);
    expect(await askedUntil(503)).toMatchObject([GONE, GONE]);
    expect(await stored()).toBeNull();
    const { id, creator } = listing;
    const shown = await creator.send('GET', `/resources/mine/${id}`);
    expect(shown).toMatchObject({ status: 'published', config: { model: null } });
    expect(await creator.send('GET', `/resources/${id}`)).toMatchObject({ model: null });
    await expect(creator.send('POST', `/resources/${id}/publish`)).rejects.toThrow(
      '"field":"config.model"',
    );
    const config = { model: `openrouter:${PAINTER.id}` };
    expect(await creator.send('PATCH', `/resources/${id}`, { config })).toMatchObject({ config });
    await askedUntil(402);
    await buyer.buy(listing.url, INPUT);
    expect(questions(shop)).toMatchObject([{ model: PAINTER.id }]);
  });

  it('charges nobody who signed before', async () => {
    const payments = await Promise.all([1, 2].map(() => buyer.sign(listing.url, INPUT)));
    const before = await buyer.balance();
    await listed(PAINTER);
    expect(await send(listing.url, payments[0], INPUT)).toMatchObject(GONE);
    await drop(POET.id);
    await askedUntil(503);
    expect(await send(listing.url, payments[1], INPUT)).toMatchObject(GONE);
    expect(questions(shop)).toEqual([]);
    expect(await buyer.balance()).toBe(before);
  });

  it('cannot be tried by its creator either', async () => {
    await drop(POET.id);
    const tried = listing.creator.send('POST', `/resources/${listing.id}/test`, { input: INPUT });
    await expect(tried).rejects.toThrow('"code":"model_gone"');
    expect(questions(shop)).toEqual([]);
  });

  it('leaves resources of other models alone', async () => {
    const other = await sellInstant(shop, { model: `openrouter:${PAINTER.id}` });
    await drop(POET.id);
    expect((await fetch(other.url, post(INPUT))).status).toBe(402);
  });
});
