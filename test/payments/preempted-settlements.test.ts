import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { type Hex, parseAbi, parseEther, parseSignature } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { Buyer, send } from '../e2e/buyer.js';
import { generations } from '../e2e/claude.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { testServers } from '../setup/servers.js';
import { FacilitatorStandIn } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;

const eip3009 = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
]);

interface Signed {
  readonly signature: Hex;
  readonly authorization: Readonly<
    Record<'from' | 'to' | 'nonce', Hex> & Record<'value' | 'validAfter' | 'validBefore', string>
  >;
}

/** Whoever sees a signed authorization can send it to the chain themselves. */
async function sendAsStranger(rpcUrl: string, payment: PaymentPayload): Promise<void> {
  const { signature, authorization } = payment.payload as unknown as Signed;
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  const { r, s, yParity } = parseSignature(signature);
  const stranger = privateKeyToAccount(generatePrivateKey());
  const anvil = connectAnvil(rpcUrl);
  await anvil.setBalance({ address: stranger.address, value: parseEther('1') });
  const numbers = [BigInt(value), BigInt(validAfter), BigInt(validBefore)] as const;
  const hash = await anvil.writeContract({
    account: stranger,
    address: USDC_ADDRESS,
    abi: eip3009,
    functionName: 'transferWithAuthorization',
    args: [from, to, ...numbers, nonce, 27 + yParity, r, s],
  });
  await anvil.waitForTransactionReceipt({ hash });
}

describe('a settlement that a stranger sends before the facilitator does', () => {
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
    });
    listing = await shop.publish();
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });

  it('pays for the call all the same: one charge, and its buyer has the result', async () => {
    const buyer = await Buyer.with(shop.chain, FUNDS);
    const payment = await buyer.sign(listing.url);
    facilitator.answer = facilitator.settling(async (...question) => {
      await sendAsStranger(shop.chain.rpcUrl, payment);
      return facilitator.honest(...question);
    });
    let answer = await send(listing.url, payment, INPUT);
    // Until a later block shows it, nobody can say what became of the money.
    while (answer.status === 502) {
      expect(answer.body).toMatchObject({ payment: 'unknown' });
      answer = await send(listing.url, payment, INPUT);
    }
    expect(answer.status).toBe(200);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });
});
