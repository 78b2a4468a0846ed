import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x402Facilitator } from '@x402/core/facilitator';
import type { Network, PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme as ExactEvmBuyer } from '@x402/evm/exact/client';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { ExactEvmSchemeV1 as ExactEvmBuyerV1 } from '@x402/evm/exact/v1/client';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/facilitator';
import { createNonceManager, createWalletClient, defineChain, http, publicActions } from 'viem';
import type { Address, TypedData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { jsonRpc } from 'viem/nonce';
import { startChain } from '../../../src/sandbox/chain/local-chain.js';
import type { LocalChain } from '../../../src/sandbox/chain/local-chain.js';

const NETWORK = 'eip155:84532';
// Version 1 has names of its own for networks; the package's types know those of version 2 only.
const V1_NETWORK: string = 'base-sepolia';

const newAddress = () => privateKeyToAccount(generatePrivateKey()).address;

async function startFacilitator(chain: LocalChain) {
  const account = privateKeyToAccount(generatePrivateKey(), {
    nonceManager: createNonceManager({ source: jsonRpc() }),
  });
  await chain.fund(account.address, 0n);
  const client = createWalletClient({
    account,
    chain: defineChain({
      id: chain.chainId,
      name: 'local',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport: http(chain.rpcUrl),
    pollingInterval: 25,
  }).extend(publicActions);
  const signer = toFacilitatorEvmSigner({
    ...client,
    address: account.address,
    // With the gas given, nothing can fail between taking an account nonce and broadcasting with
    // it: a gap in the nonces would hold up all settlements that come after.
    writeContract: (call) => client.writeContract({ ...call, gas: call.gas ?? 300_000n }),
    verifyTypedData: ({ types, ...rest }) =>
      client.verifyTypedData({ ...rest, types: types as TypedData }),
  });
  return new x402Facilitator()
    .register(NETWORK, new ExactEvmScheme(signer, { simulateInSettle: true }))
    .registerV1(V1_NETWORK as Network, new ExactEvmSchemeV1(signer, { simulateInSettle: true }));
}

describe('the x402 packages against the local chain', () => {
  let chain: LocalChain;
  let facilitator: x402Facilitator;

  beforeAll(async () => {
    chain = await startChain();
    facilitator = await startFacilitator(chain);
  });

  afterAll(() => chain.stop());

  function requirements(payTo: Address): PaymentRequirements {
    return {
      scheme: 'exact',
      network: NETWORK,
      amount: '10000',
      asset: chain.usdc,
      payTo,
      maxTimeoutSeconds: 60,
      extra: { name: 'USDC', version: '2' },
    };
  }

  async function fundedBuyer(usdcAtomic: bigint) {
    const account = privateKeyToAccount(generatePrivateKey());
    await chain.fund(account.address, usdcAtomic, { wei: 0n });
    const scheme = new ExactEvmBuyer(account);
    const pay = async (accepted: PaymentRequirements): Promise<PaymentPayload> => ({
      accepted,
      ...(await scheme.createPaymentPayload(2, accepted)),
    });
    return { address: account.address, pay };
  }

  it('verifies and settles the payment of an unmodified buyer', async () => {
    const payTo = newAddress();
    const offer = requirements(payTo);
    const buyer = await fundedBuyer(25_000n);
    const payment = await buyer.pay(offer);

    expect(await facilitator.verify(payment, offer)).toMatchObject({
      isValid: true,
      payer: buyer.address,
    });
    expect(await facilitator.settle(payment, offer)).toMatchObject({
      success: true,
      payer: buyer.address,
      transaction: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(await chain.usdcBalance(payTo)).toBe(10_000n);
    expect(await chain.usdcBalance(buyer.address)).toBe(15_000n);
  });

  it('settles ten payments at the same time', async () => {
    const payTo = newAddress();
    const offer = requirements(payTo);
    const buyer = await fundedBuyer(100_000n);
    const payments = await Promise.all(Array.from({ length: 10 }, () => buyer.pay(offer)));

    const results = await Promise.all(
      payments.map((payment) => facilitator.settle(payment, offer)),
    );

    expect(results.map(({ success }) => success)).toEqual(Array(10).fill(true));
    expect(new Set(results.map(({ transaction }) => transaction)).size).toBe(10);
    expect(await chain.usdcBalance(payTo)).toBe(100_000n);
    expect(await chain.usdcBalance(buyer.address)).toBe(0n);
  });

  it('settles what can be paid among payments that cannot', async () => {
    const payTo = newAddress();
    const offer = requirements(payTo);
    const rich = await fundedBuyer(100_000n);
    const poor = await fundedBuyer(10_000n);
    const empty = await fundedBuyer(0n);
    const payments = await Promise.all(
      Array.from({ length: 10 }, () => [poor.pay(offer), empty.pay(offer), rich.pay(offer)]).flat(),
    );

    const results = await Promise.all(
      payments.map((payment) => facilitator.settle(payment, offer)),
    );

    expect(results.filter(({ success }) => success)).toHaveLength(11);
    expect(await chain.usdcBalance(payTo)).toBe(110_000n);
    expect(await chain.usdcBalance(rich.address)).toBe(0n);
    expect(await chain.usdcBalance(poor.address)).toBe(0n);
  });

  it('tells a spent payment from an empty wallet', async () => {
    const offer = requirements(newAddress());
    const buyer = await fundedBuyer(10_000n);
    const payment = await buyer.pay(offer);
    const unaffordable = await buyer.pay(offer);
    expect(await facilitator.settle(payment, offer)).toMatchObject({ success: true });

    const spent = 'invalid_exact_evm_nonce_already_used';
    expect(await facilitator.verify(payment, offer)).toMatchObject({ invalidReason: spent });
    expect(await facilitator.settle(payment, offer)).toMatchObject({ errorReason: spent });
    const empty = 'invalid_exact_evm_insufficient_balance';
    expect(await facilitator.verify(unaffordable, offer)).toMatchObject({ invalidReason: empty });
    expect(await facilitator.settle(unaffordable, offer)).toMatchObject({ errorReason: empty });
  });

  it('settles the payment of a v1 buyer', async () => {
    const payTo = newAddress();
    const { amount, network: _, ...common } = requirements(payTo);
    const offer = {
      ...common,
      network: V1_NETWORK as Network,
      maxAmountRequired: amount,
      amount,
    };
    const account = privateKeyToAccount(generatePrivateKey());
    await chain.fund(account.address, 10_000n, { wei: 0n });
    const payment = await new ExactEvmBuyerV1(account).createPaymentPayload(1, offer);
    const payload: PaymentPayload = { ...payment, accepted: offer };

    expect(await facilitator.verify(payload, offer)).toMatchObject({ isValid: true });
    expect(await facilitator.settle(payload, offer)).toMatchObject({ success: true });
    expect(await chain.usdcBalance(payTo)).toBe(10_000n);
  });
});
