import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { type Hex, serializeErc6492Signature } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { connectAnvil } from '../../src/sandbox/chain/network.js';
import { FacilitatorStandIn } from '../payments/facilitator-stand-in.js';
import { testServers } from '../setup/servers.js';
import { Buyer, send } from './buyer.js';
import { Gate, generations } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const JUNK: Hex = `0x${'5a'.repeat(64)}1b`;
/** `isValidSignature` that finds every signature good (ERC-1271). */
const YES_WALLET: Hex = '0x631626ba7e60e01b60005260206000f3';
const MAGIC = '6492'.repeat(16);

/** A contract that is not deployed is said to have signed (ERC-6492). */
const undeployed = () =>
  serializeErc6492Signature({ address: newAddress(), data: '0x1234', signature: JUNK });
const newAddress = () => privateKeyToAccount(generatePrivateKey()).address;

/** Replaces what was signed, or who is said to have signed it. */
function forge(payment: PaymentPayload, signature: Hex, from?: Hex): PaymentPayload {
  const { authorization } = payment.payload as { authorization: { from: Hex } };
  const claimed = { ...authorization, ...(from !== undefined && { from }) };
  return { ...payment, payload: { signature, authorization: claimed } };
}

describe('a payment that its payer may not have signed', () => {
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain, FUNDS);
    facilitator.tokens.length = 0;
    shop.claude.requests.length = 0;
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });

  const claimsOf = async (payer: string): Promise<number> => {
    const [row] = await shop.owner.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM payment_claims WHERE payer = $1`,
      [payer],
    );
    return row.count;
  };

  /** A contract that finds every signature good. */
  const yesWallet = async (): Promise<Hex> => {
    const address = newAddress();
    await connectAnvil(shop.chain.rpcUrl).setCode({ address, bytecode: YES_WALLET });
    return address;
  };

  /** The facilitator does not answer about that signature until the gate is open. */
  const holdBack = (held: Hex): Gate => {
    const gate = new Gate();
    facilitator.answer = async (path, question, response) => {
      const { signature } = question.paymentPayload.payload as { signature: Hex };
      if (signature === held) await gate.opened;
      return facilitator.honest(path, question, response);
    };
    return gate;
  };

  it.each<[string, Hex]>([
    ['of an ordinary wallet', JUNK],
    ['that is the twin of a good one', `0x${'11'.repeat(32)}${'ff'.repeat(32)}1b`],
    ['that is too short', '0x5a5a'],
    ['that only looks like one of a contract', `0x${'5a'.repeat(40)}${MAGIC}`],
  ])(
    'with a signature %s: 402, and no facilitator is asked, nothing is written',
    async (_, junk) => {
      const payment = forge(await buyer.sign(listing.url), junk);
      const answer = await send(listing.url, payment, INPUT);
      expect(answer.status).toBe(402);
      expect(answer.body).toMatchObject({ reason: 'invalid_signature', payment: 'not_charged' });
      expect(answer.body['paymentRequired']).toBeDefined();
      expect(facilitator.tokens).toHaveLength(0);
      expect(await claimsOf(buyer.wallet.address)).toBe(0);
    },
  );

  it('by a wallet that nobody may deploy leaves nothing behind, and no facilitator is asked', async () => {
    const payer = newAddress();
    const payment = forge(await buyer.sign(listing.url), undeployed(), payer);
    const answer = await send(listing.url, payment, INPUT);
    expect(answer).toMatchObject({ status: 402, body: { reason: 'eip6492_factory_not_allowed' } });
    expect(facilitator.tokens).toHaveLength(0);
    expect(await claimsOf(payer)).toBe(0);
    expect(generations(shop.claude.requests)).toHaveLength(0);
  });

  it('by a contract is run and charged once the facilitator finds it good', async () => {
    const payer = await yesWallet();
    await shop.chain.fund(payer, FUNDS);
    const payment = forge(await buyer.sign(listing.url), '0xabcd', payer);
    const answer = await send(listing.url, payment, INPUT);
    expect(answer.status).toBe(200);
    expect(await shop.chain.usdcBalance(payer)).toBe(FUNDS - PRICE);
    const again = await send(listing.url, payment, INPUT);
    expect(again.body).toEqual(answer.body);
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('does not stand in the way of the true one while it is looked at', async () => {
    const gate = holdBack('0xbad0');
    const payer = await yesWallet();
    await shop.chain.fund(payer, FUNDS);
    const payment = forge(await buyer.sign(listing.url), '0xabcd', payer);
    const stranger = send(listing.url, forge(payment, '0xbad0'), { topic: 'else' });
    while (facilitator.tokens.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    gate.open();
    expect((await stranger).status).not.toBe(200);
    expect(await shop.chain.usdcBalance(payer)).toBe(FUNDS - PRICE);
  });

  it('is asked about five at a time for one address; who signed is not kept waiting', async () => {
    const gate = holdBack('0xbad0');
    const signed = await buyer.sign(listing.url);
    const pauper = await yesWallet();
    const junk = Array.from({ length: 20 }, () => forge(signed, '0xbad0', pauper));
    const answers = junk.map((payment) => send(listing.url, payment, INPUT));
    const early = await Promise.race(answers);
    expect(early.status).toBe(429);
    expect(early.headers.get('retry-after')).toBe('1');
    expect((await send(listing.url, signed, INPUT)).status).toBe(200);
    gate.open();
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(5).fill(402), ...Array(15).fill(429)]);
  });
});

describe('fifty payments that nobody signed', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.stop());

  it('stop no sale: an honest buyer is served throughout', async () => {
    const { url } = await shop.publish();
    const buyer = await Buyer.with(shop.chain, FUNDS);
    const signed = await buyer.sign(url);
    const broken: Hex = `0x${'5a'.repeat(96)}${MAGIC}`;
    for (let round = 0; round < 5; round += 1) {
      const junk = Array.from({ length: 10 }, (_, n) =>
        send(url, forge(signed, n % 2 === 0 ? undeployed() : broken, newAddress()), INPUT),
      );
      expect((await send(url, await buyer.sign(url), INPUT)).status).toBe(200);
      for (const { status } of await Promise.all(junk)) expect([402, 429]).toContain(status);
    }
    const ready = await fetch(`${shop.origin}/health/ready`);
    const { details } = (await ready.json()) as { details: Record<string, object> };
    expect(details['facilitators']).toMatchObject({ own: 'asked' });
    const [row] = await shop.owner.query<[{ count: number }]>(
      `SELECT count(DISTINCT payer)::int AS count FROM payment_claims`,
    );
    expect(row.count).toBe(1);
  });
});
