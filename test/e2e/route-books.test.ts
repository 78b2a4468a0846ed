import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type DynamicModule,
  HttpCode,
  Injectable,
  Module,
  Post,
} from '@nestjs/common';
import { IsInt } from 'class-validator';
import type { EntityManager } from 'typeorm';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import {
  type EndedCall,
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { RepairNotesJob } from '../../src/modules/payments/notes/repair-notes.job.js';
import { Buyer, send } from './buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

const payTo = privateKeyToAccount(generatePrivateKey()).address;

/** Keeps books of its own, badly. */
@Injectable()
class Squares implements PaidRoute {
  readonly id = 'booked-square';
  readonly told: EndedCall[] = [];
  books: (tx: EntityManager) => Promise<unknown> = async () => undefined;

  async quote(): Promise<Quote> {
    return {
      subject: 'booked-square',
      ownerId: null,
      url: 'http://shop.example/api/v1/booked-square',
      description: 'Squares a number',
      mimeType: 'application/json',
      offers: [{ id: 'square-1', price: 10_000n, payees: [{ network: NETWORK, payTo }] }],
      settlementPolicy: 'after_execution',
    };
  }

  async onEnded(tx: EntityManager, call: EndedCall): Promise<void> {
    await this.books(tx);
    this.told.push(call);
  }
}

class SquareRequest {
  @IsInt()
  number: number;
}

@Controller('booked-square')
class SquaresController {
  runs = 0;

  @Post()
  @HttpCode(200)
  @RequiresPayment(Squares)
  square(@Body() { number }: SquareRequest, @Paid() call: PaidCall) {
    this.runs += 1;
    call.keep({ note: { number } });
    if (number === 13) throw new Error('planted-bad-luck');
    return { square: number * number };
  }
}

@Module({ controllers: [SquaresController], providers: [Squares] })
class SquaresModule {}

const silently = (tx: EntityManager) => tx.query('SELECT 1 / 0').catch(() => undefined);
const fail = async () => {
  throw new Error('planted-secret-of-the-books');
};

describe('books that cannot be written', () => {
  let shop: Shop;
  let buyer: Buyer;
  let squares: Squares;
  let url: string;

  beforeAll(async () => {
    const module: DynamicModule = { module: SquaresModule };
    shop = await openShop({}, [module]);
    squares = shop.app.get(Squares);
    url = `${shop.origin}/api/v1/booked-square`;
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
    squares.books = async () => undefined;
    squares.told.length = 0;
  });
  afterEach(() => shop.owner.query(`DELETE FROM pending_notes`));
  afterAll(() => shop.stop());

  const repair = () => shop.app.get(RepairNotesJob, { strict: false }).run();
  const pending = (): Promise<{ kind: string; tries: number; error: string; waits: boolean }[]> =>
    shop.owner.query(
      `SELECT content ->> 'kind' AS kind, tries, last_error AS error, next_try_at > now() AS waits
        FROM pending_notes ORDER BY 1`,
    );
  /** As if the pause before the next try were over. */
  const pass = () => shop.owner.query(`UPDATE pending_notes SET next_try_at = now()`);
  const claimOf = async ({ wallet }: Buyer) => {
    const [claim] = await shop.owner.query(
      `SELECT c.status, c.work, c.ended_at IS NOT NULL AS ended, s.amount,
          (SELECT count(*)::integer FROM ledger_entries WHERE journal_id = c.id) AS lines
        FROM payment_claims c LEFT JOIN settlements s ON s.claim_id = c.id
       WHERE lower(c.payer) = lower($1)`,
      [wallet.address],
    );
    return claim as unknown;
  };
  const SOLD = { status: 'settled', work: 'done', ended: true, amount: '10000', lines: 2 };

  it.each<[string, Squares['books'], string]>([
    ['throws', fail, 'Error'],
    ['sends a statement that fails', (tx) => tx.query('SELECT 1 / 0'), 'QueryFailedError 22012'],
    ['hides that its statement failed', silently, 'Error'],
    ['does not end', () => new Promise(() => undefined), 'Error'],
  ])('by a route that %s cost nobody their result, and are repaired', async (_, books, error) => {
    squares.books = books;
    const payment = await buyer.sign(url);
    const answer = await send(url, payment, { number: 7 });
    expect(answer).toMatchObject({ status: 200, body: { square: 49 } });
    expect(await claimOf(buyer)).toEqual(SOLD);
    expect(await pending()).toEqual([{ kind: 'ended', tries: 0, error, waits: false }]);

    squares.books = async () => undefined;
    squares.told.length = 0;
    await repair();
    expect(await pending()).toEqual([]);
    const transaction = expect.stringMatching(/^0x/);
    expect(squares.told).toMatchObject([
      { amount: 10_000n, attempt: 1, failure: null, note: { number: 7 }, transaction },
    ]);
    expect(squares.told[0]?.startedAt).toBeInstanceOf(Date);
    expect(await send(url, payment, { number: 7 })).toMatchObject({ body: { square: 49 } });
  });

  it('give a payment back all the same', async () => {
    squares.books = fail;
    const crashed = await buyer.buy(url, { number: 13 });
    expect(crashed.body).toMatchObject({ code: 'internal_error', payment: 'not_charged' });
    expect(await claimOf(buyer)).toMatchObject({ status: 'released', ended: true });
    squares.books = async () => undefined;
    await repair();
    expect(squares.told).toMatchObject([{ amount: 0n, failure: 'internal_error' }]);
  });

  it('are tried again after longer and longer pauses, and say only what kind of error it was', async () => {
    squares.books = fail;
    await buyer.buy(url, { number: 2 });
    await repair();
    expect(await pending()).toEqual([{ kind: 'ended', tries: 1, error: 'Error', waits: true }]);
    await repair();
    expect(await pending()).toMatchObject([{ tries: 1 }]);
    await pass();
    await repair();
    const [{ wait }] = await shop.owner.query(
      `SELECT extract(epoch FROM next_try_at - now()) AS wait FROM pending_notes`,
    );
    expect(Number(wait)).toBeGreaterThan(60);
    expect(Number(wait)).toBeLessThanOrEqual(120);
    const stored = await shop.owner.query(`SELECT * FROM pending_notes`);
    expect(JSON.stringify(stored)).not.toContain('planted-secret');
    expect(shop.log.join('')).toContain('planted-secret-of-the-books');
  });

  it('hold up no others: each is tried for itself', async () => {
    squares.books = fail;
    await buyer.buy(url, { number: 2 });
    await buyer.buy(url, { number: 3 });
    squares.books = async () => {
      if (squares.told.length === 0) {
        squares.told.push({} as EndedCall);
        await fail();
      }
    };
    await pass(); // The server itself may have tried meanwhile: it does so every minute.
    await repair();
    expect(await pending()).toHaveLength(1);
  });

  describe('of resources', () => {
    let listing: Listing;

    beforeEach(async () => {
      listing = await shop.publish();
    });

    const usage = async () =>
      (await listing.creator.send<{ items: object[] }>('GET', `/resources/${listing.id}/usage`))
        .items;
    const sold = async () => {
      const [row] = await shop.owner.query(
        `SELECT count(*)::integer AS sold FROM sold_calls WHERE resource_id = $1`,
        [listing.id],
      );
      return row.sold as number;
    };

    it('are whole in the end: the log of runs, the event and the count, once each', async () => {
      await shop.owner.query(`REVOKE EXECUTE ON FUNCTION book_run FROM coinslot_app`);
      const { status, body } = await buyer.buy(listing.url, { topic: 'coins' });
      await shop.owner.query(`GRANT EXECUTE ON FUNCTION book_run TO coinslot_app`);
      expect([status, body['response']]).toEqual([200, 'A haiku about coins']);
      expect(await buyer.balance()).toBe(1_000_000n - PRICE);
      expect((await pending()).map(({ kind }) => kind)).toEqual(['ended', 'event']);
      expect(await usage()).toEqual([]);

      const notes = await shop.owner.query(`SELECT * FROM pending_notes`);
      await repair();
      // As if another replica had repaired it as well.
      for (const { claim_id, content } of notes.filter(isEnd)) {
        await shop.owner.query(
          `INSERT INTO pending_notes (claim_id, content, last_error) VALUES ($1, $2, 'again')`,
          [claim_id, JSON.stringify(content)],
        );
      }
      await repair();
      expect(await pending()).toEqual([]);
      expect(await usage()).toMatchObject([{ status: 'paid', amountPaid: '0.05', failure: null }]);
      expect(await sold()).toBe(1);
      const events = await shop.owner.query(
        `SELECT type FROM outbox WHERE data ->> 'claimId' = $1`,
        [(body['receipt'] as { id: string }).id],
      );
      expect(events).toEqual([{ type: 'payment.settled' }]);
    });

    it('are no events: a settlement stands without the one that tells of it', async () => {
      await shop.owner.query(`REVOKE EXECUTE ON FUNCTION add_event FROM coinslot_app`);
      const { status } = await buyer.buy(listing.url, { topic: 'coins' });
      await shop.owner.query(`GRANT EXECUTE ON FUNCTION add_event TO coinslot_app`);
      expect(status).toBe(200);
      expect((await pending()).map(({ kind }) => kind)).toEqual(['ended', 'event']);
      await repair();
      expect(await usage()).toHaveLength(1);
    });
  });
});

const isEnd = ({ content }: { content: { kind: string } }) => content.kind === 'ended';
