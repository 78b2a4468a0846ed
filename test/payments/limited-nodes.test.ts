import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { startChain } from '../../src/sandbox/chain/index.js';
import type { LocalChain } from '../../src/sandbox/chain/local-chain.js';
import { type AnvilClient, connectAnvil } from '../../src/sandbox/chain/network.js';
import { Buyer, send } from '../e2e/buyer.js';
import { generations } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { FacilitatorStandIn } from './facilitator-stand-in.js';
import { LimitedNode } from './limited-node.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const refusal = (errorReason: string) => ({
  success: false,
  errorReason,
  transaction: '',
  network: NETWORK,
});

describe('a server whose node of the chain', () => {
  let chain: LocalChain;
  let anvil: AnvilClient;
  let node: LimitedNode;
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;
  let payment: PaymentPayload;

  beforeAll(async () => {
    // A chain of its own, to which a test can add blocks.
    chain = await startChain({ blockSeconds: 1 });
    anvil = connectAnvil(chain.rpcUrl);
    node = await LimitedNode.before(chain.rpcUrl);
    facilitator = await FacilitatorStandIn.start(chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '2000',
      RPC_URLS: `${NETWORK}=${node.url}`,
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    shop.claude.requests.length = 0;
    buyer = await Buyer.with(chain, FUNDS);
    payment = await buyer.sign(listing.url);
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
    Object.assign(node, { knowsTo: undefined, mostBlocks: undefined, frozen: false });
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
    node.stop();
    await chain.stop();
  });

  async function claim(): Promise<Record<string, unknown>> {
    const [row] = await shop.owner.query(
      `SELECT status, searched_block FROM payment_claims WHERE payer = $1`,
      [buyer.wallet.address],
    );
    return row as Record<string, unknown>;
  }

  /** The job as it runs every minute, once the claim is due to be looked at. */
  async function recover(): Promise<void> {
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 second' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    await shop.app.get(RecoveryJob, { strict: false }).run();
  }

  async function assertDelivered(): Promise<void> {
    let found = await send(listing.url, payment, INPUT);
    // The job that runs every minute may have looked in vain a moment ago.
    while (found.status === 502) found = await send(listing.url, payment, INPUT);
    expect(found).toMatchObject({ status: 200, body: { response: 'A haiku about coins' } });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  }

  it.each([
    'invalid_exact_evm_nonce_already_used',
    'nonce_already_used',
    'authorization_used',
    'unexpected_settle_error',
  ])(
    'is behind when the money has moved and the facilitator says %s: never told as not charged',
    async (reason) => {
      facilitator.answer = facilitator.settling(async (...question) => {
        await node.stayBehind();
        await facilitator.honest(...question);
        return refusal(reason);
      });
      const told = await send(listing.url, payment, INPUT);
      expect(told).toMatchObject({ status: 502, body: { payment: 'unknown', reason } });
      expect(JSON.stringify(told.body)).not.toContain('haiku about');
      expect(await claim()).toMatchObject({ status: 'unknown' });

      // The job does not trust it either, nor does it ask for the money once more.
      facilitator.answer = facilitator.settling(() => Promise.reject(new Error('asked again')));
      await recover();
      expect(await claim()).toMatchObject({ status: 'unknown' });
      node.knowsTo = undefined;
      await assertDelivered();
    },
  );

  it('says too late that the nonce is unused while the facilitator says it is used: it stays unknown', async () => {
    facilitator.answer = facilitator.settling(async () =>
      refusal('invalid_exact_evm_nonce_already_used'),
    );
    const told = await send(listing.url, payment, INPUT);
    expect(told).toMatchObject({ status: 502, body: { payment: 'unknown' } });
    facilitator.answer = facilitator.honest;
    await recover();
    await assertDelivered();
  });

  it.each([1_000n, 100n])(
    'answers for %d blocks at a time finds what happened long ago all the same',
    async (mostBlocks) => {
      node.mostBlocks = mostBlocks;
      let settle!: () => Promise<unknown>;
      facilitator.answer = facilitator.settling(async (...question) => {
        settle = () => facilitator.honest(...question);
        return 'garbage';
      });
      expect((await send(listing.url, payment, INPUT)).status).toBe(502);
      await settle();
      for (let part = 0; part < 15; part += 1) await anvil.mine({ blocks: 100, interval: 0 });
      facilitator.answer = facilitator.settling(() => Promise.reject(new Error('asked again')));
      for (let run = 0; run < 5 && (await claim())['status'] !== 'settled'; run += 1) {
        await recover();
      }
      expect(await claim()).toMatchObject({ status: 'settled' });
      await assertDelivered();
    },
  );

  it('does not answer any more does not hold the buyer up', async () => {
    facilitator.answer = facilitator.settling(async (...question) => {
      const reply = await facilitator.honest(...question);
      node.frozen = true;
      return reply;
    });
    const begun = Date.now();
    const told = await send(listing.url, payment, INPUT);
    expect(told).toMatchObject({ status: 502, body: { payment: 'unknown', retryable: true } });
    expect(Date.now() - begun).toBeLessThan(30_000);
    node.frozen = false;
    await assertDelivered();
  });

  it('shows a transfer from before the server asked: it paid for something else', async () => {
    const question = { paymentPayload: payment, paymentRequirements: payment.accepted };
    const settled = (await facilitator.honest('/settle', question, undefined as never)) as {
      readonly transaction: `0x${string}`;
    };
    const { blockHash } = await anvil.getTransactionReceipt({ hash: settled.transaction });
    const { timestamp } = await anvil.getBlock({ blockHash });
    while ((await anvil.getBlock()).timestamp < timestamp + 8n) await pause(200);

    facilitator.answer = async (path) =>
      path === '/verify' ? { isValid: true, payer: buyer.wallet.address } : settled;
    const told = await send(listing.url, payment, INPUT);
    expect(told).toMatchObject({ status: 402, body: { reason: 'authorization_spent_elsewhere' } });
    expect(JSON.stringify(told.body)).not.toContain('haiku about');
    expect(await claim()).toMatchObject({ status: 'released' });
  });

  it('is asked once for an ordinary paid call, for the receipt of its transfer', async () => {
    node.asked.length = 0;
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(node.asked).toEqual(['eth_getTransactionReceipt']);
  });
});
