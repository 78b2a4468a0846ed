import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Hex } from 'viem';
import { FinalityJob } from '../../src/modules/payments/finality/finality.job.js';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import type { Disagreement } from '../../src/modules/payments/ledger-check/subject.js';
import { startChain } from '../../src/sandbox/chain/index.js';
import type { LocalChain } from '../../src/sandbox/chain/local-chain.js';
import { type AnvilClient, connectAnvil } from '../../src/sandbox/chain/network.js';
import { Buyer } from '../e2e/buyer.js';
import { answering } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { FacilitatorStandIn } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;

interface Finality {
  readonly state: string;
  readonly transaction: string;
  readonly since: string | null;
  readonly reason: string | null;
}

describe('a settlement', () => {
  let chain: LocalChain;
  let anvil: AnvilClient;
  let facilitator: FacilitatorStandIn;
  let other: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    // A chain of its own, that can be set back.
    chain = await startChain({ blockSeconds: 1 });
    anvil = connectAnvil(chain.rpcUrl);
    facilitator = await FacilitatorStandIn.start(chain.rpcUrl);
    // Set back, the chain does not know what the first one sent: its account has gone on.
    other = await FacilitatorStandIn.start(chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '5000',
      PLATFORM_FEE_BPS: '250',
      RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(chain, FUNDS);
    shop.claude.answer(answering('A haiku about coins'));
  });
  afterAll(async () => {
    await shop.stop();
    await Promise.all([facilitator.goDown(), other.goDown()]);
    await chain.stop();
  });

  async function buy(url = listing.url): Promise<{ id: string; transaction: string }> {
    const { status, body } = await buyer.buy(url, INPUT);
    expect(status).toBe(200);
    return body['receipt'] as { id: string; transaction: string };
  }

  /** The job as it runs every minute, when it is the turn of all. */
  async function look(): Promise<void> {
    await shop.owner.query(
      `UPDATE settlement_checks SET next_check_at = now() - interval '1 hour' WHERE next_check_at IS NOT NULL`,
    );
    await shop.app.get(FinalityJob, { strict: false }).run();
  }

  async function receipt(id: string): Promise<{ finality: Finality; refund: unknown }> {
    const response = await fetch(`${shop.origin}/api/v1/receipts/${id}`);
    return (await response.json()) as { finality: Finality; refund: unknown };
  }

  const finality = async (id: string) => (await receipt(id)).finality;

  async function disagreements(): Promise<readonly Disagreement[]> {
    const found: Disagreement[] = [];
    const onDisagreement = (one: Disagreement) => void found.push(one);
    await shop.app.get(LedgerCheck, { strict: false }).run({ since: null, onDisagreement });
    return found;
  }

  /** The chain that was, but for its time, which goes on. */
  async function setBackTo(snapshot: Hex): Promise<void> {
    await anvil.revert({ id: snapshot });
    await anvil.increaseTime({ seconds: 60 });
    await anvil.mine({ blocks: 1 });
  }

  const earned = () => listing.creator.send('GET', '/earnings');

  const confirm = async () => {
    for (let part = 0; part < 4; part += 1) await anvil.mine({ blocks: 40, interval: 0 });
  };

  it('is final once it has as many confirmations as its network asks for', async () => {
    const { id, transaction } = await buy();
    await look();
    const young = { state: 'pending', transaction, since: null, reason: null };
    expect(await finality(id)).toEqual(young);
    await confirm();
    await look();
    expect(await finality(id)).toEqual({ ...young, state: 'final', since: expect.any(String) });
    expect(await disagreements()).toEqual([]);
  });

  it('is booked for one transfer alone', async () => {
    const { id } = await buy();
    const again = `INSERT INTO settlements (claim_id, network, asset, payer, pay_to, amount,
        transaction, log_index)
      SELECT (SELECT id FROM payment_claims WHERE id <> $1 LIMIT 1), network, asset, payer, pay_to,
        amount, transaction, log_index FROM settlements WHERE claim_id = $1`;
    await expect(
      shop.owner.transaction(async (tx) => {
        await tx.query(`ALTER TABLE settlements DROP CONSTRAINT settlements_claim_id_key`);
        await tx.query(again, [id]);
      }),
    ).rejects.toThrow('settlements_transfer');
  });

  it('that a reorganisation removed, and that can still be mined, is asked for again and not booked back', async () => {
    const snapshot = await anvil.snapshot();
    const { id, transaction } = await buy();
    await setBackTo(snapshot);
    facilitator.answer = other.honest;
    await look();
    expect(await finality(id)).toMatchObject({ state: 'pending', transaction });
    expect(await buyer.balance()).toBe(FUNDS);

    // A block that is as old as the settlement shows nothing yet.
    while ((await buyer.balance()) === FUNDS) await look();
    while ((await finality(id)).transaction === transaction) await look();
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    const { transaction: second } = await finality(id);
    expect(await anvil.getTransactionReceipt({ hash: second as Hex })).toMatchObject({
      status: 'success',
    });
    expect(await disagreements()).toEqual([]);
    await confirm();
    await look();
    expect(await finality(id)).toMatchObject({ state: 'final', transaction: second });
    expect(await disagreements()).toEqual([]);
  });

  it('that the node does not show, because it lags behind, is not missed', async () => {
    const { id } = await buy();
    await shop.owner.query(
      `UPDATE settlement_checks SET block_number = block_number + 1000000 WHERE claim_id = $1`,
      [id],
    );
    await look();
    const [check] = await shop.owner.query(
      `SELECT missing_since FROM settlement_checks WHERE claim_id = $1`,
      [id],
    );
    expect(check).toEqual({ missing_since: null });
    await shop.owner.query(
      `UPDATE settlement_checks SET block_number = block_number - 1000000 WHERE claim_id = $1`,
      [id],
    );
  });

  // Last: the time of a chain does not go back.
  it('that vanished for good is booked back, told to the seller, and seen on its receipt', async () => {
    facilitator.answer = other.honest;
    const costly = await shop.publish({ settlementPolicy: 'before_execution' });
    await confirm();
    await look();
    const before = await earned();
    const snapshot = await anvil.snapshot();
    const { id, transaction } = await buy();
    shop.claude.answer(() => ({ status: 500, pieces: ['{}'] }));
    expect((await buyer.buy(costly.url, INPUT)).body).toMatchObject({
      refund: { status: 'owed' },
    });
    const [owed] = await shop.owner.query(`SELECT id, claim_id FROM refunds`);
    expect(await disagreements()).toEqual([]);

    await setBackTo(snapshot);
    await anvil.increaseTime({ seconds: 600 });
    await confirm();
    await look();
    expect(await finality(id)).toMatchObject({ state: 'pending', transaction });
    await look();
    expect(await finality(id)).toEqual({
      state: 'reversed',
      transaction,
      since: expect.any(String),
      reason: 'expired',
    });
    expect(await disagreements()).toEqual([]);
    expect(await earned()).toEqual(before);
    expect(await receipt(owed.claim_id)).toMatchObject({
      finality: { state: 'reversed' },
      refund: { status: 'void' },
    });
    const events = await shop.owner.query(
      `SELECT type, data FROM outbox WHERE type IN ('payment.reversed', 'refund.void') ORDER BY id`,
    );
    expect(events.map(({ type }: { type: string }) => type).sort()).toEqual([
      'payment.reversed',
      'payment.reversed',
      'refund.void',
    ]);
    expect(events.map(({ data }: { data: object }) => data)).toContainEqual({
      claimId: id,
      network: NETWORK,
      payer: buyer.wallet.address,
      transaction,
      amount: '0.05',
      reason: 'expired',
    });
    await look();
    expect(await disagreements()).toEqual([]);
  });
});
