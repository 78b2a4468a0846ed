import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callsStatement } from '../../../src/modules/payments/calls/calls-statement.js';
import { transferTokens } from '../../../src/modules/payments/networks/contract/solana-wallet.js';
import { requestStatement } from '../../../src/modules/payments/refunds/request-statement.js';
import { post, readAnswer } from '../../e2e/buyer.js';
import { PRICE } from '../../e2e/shop.js';
import {
  newSolanaWallet,
  openSolanaShop,
  pay,
  signFor,
  type SolanaListing,
  type SolanaShop,
} from './solana-shop.js';

const SERVER = 'http://shop.example';
const SLOT_MS = 450;
const now = () => Math.floor(Date.now() / 1000);

describe('wallets of Solana', () => {
  let ground: SolanaShop;
  let listing: SolanaListing;
  let network: SolanaShop['solana']['network'];

  beforeAll(async () => {
    ground = await openSolanaShop('own fee payer');
    listing = await ground.open();
    ({ network } = ground.solana);
  });
  afterAll(() => ground.stop());

  async function buy() {
    const buyer = await newSolanaWallet(ground.solana);
    const answer = await pay(listing.url, await signFor(buyer, listing, network));
    const { id } = answer.body['receipt'] as { id: string };
    return { buyer, id };
  }

  it('get their calls back for a text that they sign', async () => {
    const { buyer, id } = await buy();
    const issuedAt = now();
    const signature = await buyer.say(callsStatement({ server: SERVER, issuedAt }));
    const find = async (changes: object) =>
      readAnswer(
        await fetch(
          `${ground.shop.origin}/api/v1/calls/find`,
          post({ network, payer: buyer.address, issuedAt, signature, ...changes }),
        ),
      );
    expect((await find({})).body['items']).toContainEqual(expect.objectContaining({ id }));
    expect(await find({ issuedAt: issuedAt - 1 })).toMatchObject({ status: 403 });
    const foreign = await find({ signature: `0x${'5a'.repeat(65)}` });
    expect(foreign).toMatchObject({
      status: 422,
      body: {
        errors: [{ field: 'signature', message: 'must be an Ed25519 signature, in base58' }],
      },
    });
  });

  it('are shown to be a creator’s by a signed text, and give money back by ordinary transfers', async () => {
    const { buyer, id: receiptId } = await buy();
    const { creator, seller } = listing;
    const terms = { receiptId, reason: 'It does not scan', issuedAt: now() };
    const signature = await buyer.say(requestStatement(terms));
    const asking = await fetch(
      `${ground.shop.origin}/api/v1/refunds`,
      post({ ...terms, signature }),
    );
    const { id } = (await asking.json()) as { id: string };
    await creator.send('POST', `/refunds/${id}/approve`, {});
    await ground.solana.giveSol(seller.address);
    const refund = (amount: bigint) =>
      transferTokens(ground.solana, seller, buyer.address, ground.solana.usdc, amount);
    // In a later block than the payment's.
    await sleep(SLOT_MS);
    const transaction = await refund(PRICE);
    const report = (reported: string) =>
      creator.send<object>('POST', `/refunds/${id}/payment`, { transaction: reported });
    await expect(report(transaction)).rejects.toThrow('sender_unproven');

    const { message } = await creator.send<{ message: string }>(
      'POST',
      '/me/payout-wallets/challenge',
      { address: seller.address, network },
    );
    expect(message).toContain('wants you to sign in with your Solana account:');
    const verify = async (by: typeof seller, text = message) =>
      creator.send('POST', '/me/payout-wallets/verify', {
        message: text,
        signature: await by.sign(text),
      });
    await expect(verify(buyer)).rejects.toThrow('bad_signature');
    const elsewhere = message.replaceAll('shop.example', 'shop.elsewhere');
    await expect(verify(seller, elsewhere)).rejects.toThrow('wrong_domain');
    expect(await verify(seller)).toMatchObject({ address: seller.address });

    await expect(report(await refund(PRICE - 1n))).rejects.toThrow('wrong_amount');
    await expect(report(`0x${'7c'.repeat(32)}`)).rejects.toThrow('must be a signature');
    expect(await report(transaction)).toMatchObject({ status: 'paid', transaction });
  });
});
