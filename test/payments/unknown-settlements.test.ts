import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { type Hex, parseAbi } from 'viem';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { startChain } from '../../src/sandbox/chain/index.js';
import type { LocalChain } from '../../src/sandbox/chain/local-chain.js';
import { Buyer, send } from '../e2e/buyer.js';
import { generations } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { FacilitatorStandIn } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const garbage = async () => 'garbage';

describe('a settlement whose outcome is not known', () => {
  let chain: LocalChain;
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;
  let payment: PaymentPayload;

  beforeAll(async () => {
    // A chain of its own, whose time a test can change.
    chain = await startChain({ blockSeconds: 1 });
    facilitator = await FacilitatorStandIn.start(chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '2000',
      RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
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
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
    await chain.stop();
  });

  /** About this buyer; claims of others may be due to be looked at as well. */
  const nobodyIsAsked = () => {
    facilitator.answer = async (path, question, response) => {
      const { authorization } = question.paymentPayload.payload as { authorization: { from: Hex } };
      if (authorization.from === buyer.wallet.address) throw new Error('nobody has to be asked');
      return facilitator.honest(path, question, response);
    };
  };

  /** Pays, and is told that the outcome is not known. */
  async function payInVain(): Promise<void> {
    const { status, body } = await send(listing.url, payment, INPUT);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      code: 'settlement_unknown',
      payment: 'unknown',
      retryable: true,
      detail: expect.stringMatching(
        /^We do not know yet whether the payment went through; we are asking the chain\. .*send the same request with the same payment/,
      ),
    });
    expect(JSON.stringify(body)).not.toContain('haiku about');
    expect(await claim()).toMatchObject({ status: 'unknown', asked: true, settlements: 0 });
  }

  /** The job as it runs every minute, once the claim is due to be looked at. */
  async function recover(): Promise<void> {
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 second' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    await shop.app.get(RecoveryJob, { strict: false }).run();
    // The job leaves what takes long to itself.
    const held = `SELECT 1 FROM payment_claims WHERE payer = $1 AND lease_token IS NOT NULL
      AND ended_at IS NULL`;
    while ((await shop.owner.query<unknown[]>(held, [buyer.wallet.address])).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function claim(): Promise<Record<string, unknown>> {
    const [row] = await shop.owner.query(
      `SELECT c.status, c.transaction, c.ended_at IS NOT NULL AS ended,
              c.asked_at > c.created_at AS asked, count(s.*)::int AS settlements
         FROM payment_claims c LEFT JOIN settlements s ON s.claim_id = c.id
        WHERE c.payer = $1 GROUP BY c.id`,
      [buyer.wallet.address],
    );
    return row as Record<string, unknown>;
  }

  it('because the facilitator took too long and the transfer came later: the job finds it, the result is delivered', async () => {
    let settle!: () => Promise<unknown>;
    facilitator.answer = facilitator.settling(async (...question) => {
      settle = () => facilitator.honest(...question);
      return undefined;
    });
    await payInVain();
    await settle();
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    nobodyIsAsked();
    await recover();
    expect(await claim()).toMatchObject({ status: 'settled', ended: true, settlements: 1 });
    const found = await send(listing.url, payment, INPUT);
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({ response: 'A haiku about coins' });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('and that never was: the job asks again, and it is charged once', async () => {
    facilitator.answer = facilitator.settling(garbage);
    await payInVain();
    facilitator.answer = facilitator.honest;
    await recover();
    expect(await claim()).toMatchObject({ status: 'settled', settlements: 1 });
    nobodyIsAsked();
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('stays so for as long as nobody knows, and is never told as a failure', async () => {
    facilitator.answer = facilitator.settling(garbage);
    await payInVain();
    await recover();
    await payInVain();
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS);
  });

  it('and that its payer cancelled: not charged, and the result is withheld', async () => {
    facilitator.answer = facilitator.settling(garbage);
    await payInVain();
    await cancel();
    nobodyIsAsked();
    await recover();
    expect(await claim()).toMatchObject({ status: 'released', ended: true, settlements: 0 });
    await assertNotCharged();
  });

  it('because the facilitator went down in between: not charged, and the same payment gets the result later', async () => {
    facilitator.answer = async (...question) => {
      const verdict = await facilitator.honest(...question);
      question[2].setHeader('connection', 'close').on('finish', () => void facilitator.goDown());
      return verdict;
    };
    const down = await send(listing.url, payment, INPUT);
    expect(down.status).toBe(503);
    expect(down.body).toMatchObject({ code: 'facilitator_unavailable', payment: 'not_charged' });
    expect(JSON.stringify(down.body)).not.toContain('haiku about');
    expect(await claim()).toMatchObject({ status: 'refused', asked: null });
    await facilitator.comeBack();
    facilitator.answer = facilitator.honest;
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  // Last: the time of a chain does not go back.
  it('and that is not mined before the payment expires: not charged, for good', async () => {
    facilitator.answer = facilitator.settling(async () => ({
      success: false,
      errorReason: 'settlement_pending',
      transaction: `0x${'cd'.repeat(32)}`,
      network: NETWORK,
    }));
    await payInVain();
    await recover();
    expect(await claim()).toMatchObject({ status: 'unknown', ended: false });
    const anvil = connectAnvil(chain.rpcUrl);
    await anvil.increaseTime({ seconds: 400 });
    await anvil.mine({ blocks: 1 });
    nobodyIsAsked();
    await recover();
    expect(await claim()).toMatchObject({ status: 'released', ended: true, settlements: 0 });
    await assertNotCharged();
  });

  /** It is told so to whoever sends the payment again, without a second run. */
  async function assertNotCharged(): Promise<void> {
    facilitator.answer = facilitator.honest;
    const told = await send(listing.url, payment, INPUT);
    expect(told.status).toBe(402);
    expect(told.body).toMatchObject({ code: 'payment_required', payment: 'not_charged' });
    expect(JSON.stringify(told.body)).not.toContain('haiku about');
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS);
  }

  async function cancel(): Promise<void> {
    const { nonce } = (payment.payload as { authorization: { nonce: Hex } }).authorization;
    const message = { authorizer: buyer.wallet.address, nonce };
    const signature = await buyer.wallet.signTypedData({
      domain: { name: 'USDC', version: '2', chainId: 84532, verifyingContract: USDC_ADDRESS },
      types: {
        CancelAuthorization: [
          { name: 'authorizer', type: 'address' },
          { name: 'nonce', type: 'bytes32' },
        ],
      },
      primaryType: 'CancelAuthorization',
      message,
    });
    const anvil = connectAnvil(chain.rpcUrl);
    await anvil.setBalance({ address: buyer.wallet.address, value: 10n ** 18n });
    const hash = await anvil.writeContract({
      account: buyer.wallet,
      address: USDC_ADDRESS,
      abi: parseAbi(['function cancelAuthorization(address, bytes32, bytes)']),
      functionName: 'cancelAuthorization',
      args: [buyer.wallet.address, nonce, signature],
    });
    await anvil.waitForTransactionReceipt({ hash });
  }
});
