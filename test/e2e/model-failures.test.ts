import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import type { Reply } from '../../src/modules/execution/llm/contract/stand-in.js';
import { document, streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { RepairNotesJob } from '../../src/modules/payments/notes/repair-notes.job.js';
import { Buyer, send } from './buyer.js';
import { answering, claudeGiving } from './claude.js';
import { type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const SAID = 'planted-provider-words';

function failure(status: number, type: string): Reply {
  return document({ type: 'error', error: { type, message: SAID } }, status);
}

/** What the creator of a resource was told of calls that failed. */
const told = (shop: Shop, resourceId: string): Promise<{ data: object }[]> =>
  shop.owner.query(
    `SELECT o.user_id = r.owner_id AS "isOwners", o.data
       FROM outbox o JOIN x402_resources r ON r.id::text = o.data ->> 'resourceId'
      WHERE o.type = 'execution.failed' AND r.id = $1 ORDER BY o.id`,
    [resourceId],
  );

describe('a call whose model fails', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop({ LLM_TIMEOUT_MS: '3000' });
    buyer = await Buyer.with(shop.chain);
  });
  beforeEach(async () => {
    listing = await shop.publish();
  });
  afterAll(() => shop.stop());

  it.each([
    ['401', 503, 'creator_key_missing', failure(401, 'authentication_error')],
    ['402', 503, 'creator_out_of_credit', failure(402, 'billing_error')],
    ['429', 503, 'model_busy', failure(429, 'rate_limit_error')],
    ['529', 503, 'model_busy', failure(529, 'overloaded_error')],
    ['500', 502, 'model_failed', failure(500, 'api_error')],
    ['400', 502, 'resource_misconfigured', failure(400, 'invalid_request_error')],
    ['a time-out', 504, 'model_timeout', streamed([claudeWire.begin], 'hang')],
    [
      'an error in mid-answer',
      503,
      'model_busy',
      streamed([claudeWire.begin, claudeWire.text('Half'), claudeWire.brokenOff(SAID)]),
    ],
    [
      'a connection cut in mid-answer',
      502,
      'model_failed',
      streamed([claudeWire.begin, claudeWire.text('Half')], 'cut'),
    ],
    ['a refusal', 422, 'model_refused', streamed([claudeWire.begin, claudeWire.finish('refused')])],
    [
      'an empty answer',
      502,
      'model_failed',
      streamed([claudeWire.begin, claudeWire.finish('end')]),
    ],
    ['garbage', 502, 'model_failed', document('garbage')],
  ])(
    'with %s answers %d %s, charges nothing and gives the payment back',
    async (_, status, code, reply) => {
      const payment = await buyer.sign(listing.url);
      const before = await buyer.balance();
      shop.claude.answer(claudeGiving(reply));
      const answer = await send(listing.url, payment, INPUT);
      shop.claude.answer(answering('A haiku about coins'));

      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ code, payment: 'not_charged' });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(JSON.stringify(answer.body)).not.toMatch(/planted|Half/);
      expect(await buyer.balance()).toBe(before);
      const [row] = await shop.owner.query(
        `SELECT status, result FROM payment_claims WHERE subject = $1`,
        [`resource:${listing.id}`],
      );
      expect(row).toEqual({ status: 'released', result: null });
      expect(await told(shop, listing.id)).toEqual([
        {
          isOwners: true,
          data: {
            claimId: expect.any(String),
            resourceId: listing.id,
            failure: code,
            attempt: 1,
            charged: false,
          },
        },
      ]);
      const [{ count }] = await shop.owner.query(
        `SELECT count(*)::int AS count FROM ledger_entries l JOIN payment_claims c ON c.id = l.journal_id
        WHERE c.subject = $1`,
        [`resource:${listing.id}`],
      );
      expect(count).toBe(0);
      const { items } = await listing.creator.send<{ items: object[] }>(
        'GET',
        `/resources/${listing.id}/usage`,
      );
      expect(items[0]).toMatchObject({ status: 'not_charged', failure: code, amountPaid: '0.00' });
    },
  );

  it('can be paid with the same payment once the model is back', async () => {
    const payment = await buyer.sign(listing.url);
    shop.claude.answer(claudeGiving(failure(500, 'api_error')));
    expect((await send(listing.url, payment, INPUT)).status).toBe(502);
    shop.claude.answer(answering('A haiku about coins'));
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
  });

  it('is answered by the creator’s fallback model, and the log names that one', async () => {
    const { config } = await listing.creator.send<{ config: object }>(
      'GET',
      `/resources/mine/${listing.id}`,
    );
    const fallbackModel = 'claude:claude-haiku-5-5';
    await listing.creator.send('PATCH', `/resources/${listing.id}`, {
      config: { ...config, fallbackModel },
    });
    const overloaded = failure(529, 'overloaded_error');
    const well = streamed([
      claudeWire.begin,
      claudeWire.text('From the other one'),
      claudeWire.finish('end'),
    ]);
    shop.claude.answer(
      claudeGiving(({ body }) => (body.includes('claude-haiku-5-5') ? well : overloaded)),
    );
    const answer = await buyer.buy(listing.url, INPUT);
    expect(answer.body).toMatchObject({ response: 'From the other one' });
    const { items } = await listing.creator.send<{ items: object[] }>(
      'GET',
      `/resources/${listing.id}/usage`,
    );
    expect(items[0]).toMatchObject({ status: 'paid', model: fallbackModel, inputTokens: 15 });
  });

  it('because the key is refused marks the key, tells the creator and ends the offer', async () => {
    const payment = await buyer.sign(listing.url);
    shop.claude.answer(claudeGiving(failure(401, 'authentication_error')));
    await send(listing.url, payment, INPUT);
    shop.claude.answer(answering('A haiku about coins'));
    const config = await listing.creator.send<object>('GET', '/integrations/claude/config');
    expect(config).toMatchObject({ hasApiKey: true, status: 'invalid' });
    const { id } = await listing.creator.send<{ id: string }>('GET', '/me');
    const events = await shop.owner.query(
      `SELECT type, data FROM outbox WHERE user_id = $1 AND type <> 'connection.connected'
        ORDER BY id`,
      [id],
    );
    expect(events).toEqual([
      { type: 'connection.error', data: expect.objectContaining({ provider: 'claude' }) },
      { type: 'execution.failed', data: expect.objectContaining({ resourceId: listing.id }) },
    ]);
    const unpaid = await send(listing.url, undefined, INPUT);
    expect(unpaid.status).toBe(503);
  });

  it('tells the creator that it was charged, where it is before the run', async () => {
    const paidBefore = await shop.publish({ settlementPolicy: 'before_execution' });
    const payment = await buyer.sign(paidBefore.url);
    shop.claude.answer(claudeGiving(failure(400, 'invalid_request_error')));
    const answer = await send(paidBefore.url, payment, INPUT);
    expect(answer.body).toMatchObject({ code: 'resource_misconfigured', payment: 'charged' });
    expect((await told(shop, paidBefore.id))[0]?.data).toMatchObject({
      failure: 'resource_misconfigured',
      charged: true,
    });
  });

  it('has ended also when its creator cannot be told yet; that is made up for once', async () => {
    const payment = await buyer.sign(listing.url);
    await shop.owner.query(
      `ALTER TABLE outbox ADD CONSTRAINT planted CHECK (type <> 'execution.failed') NOT VALID`,
    );
    shop.claude.answer(claudeGiving(failure(500, 'api_error')));
    const answer = await send(listing.url, payment, INPUT);
    await shop.owner.query(`ALTER TABLE outbox DROP CONSTRAINT planted`);
    expect(answer.body).toMatchObject({ code: 'model_failed', payment: 'not_charged' });
    const [claim] = await shop.owner.query(`SELECT status FROM payment_claims WHERE subject = $1`, [
      `resource:${listing.id}`,
    ]);
    expect(claim).toEqual({ status: 'released' });
    expect(await told(shop, listing.id)).toEqual([]);
    for (const _ of [1, 2]) {
      await shop.owner.query(`UPDATE pending_notes SET next_try_at = now()`);
      await shop.app.get(RepairNotesJob, { strict: false }).run();
      expect(await told(shop, listing.id)).toHaveLength(1);
    }
  });

  it('tells everybody who waits for that call the same', async () => {
    const payment = await buyer.sign(listing.url);
    shop.claude.answer(claudeGiving(failure(400, 'invalid_request_error')));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(listing.url, payment, INPUT)),
    );
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(
      new Set(['resource_misconfigured']),
    );
  });
});
