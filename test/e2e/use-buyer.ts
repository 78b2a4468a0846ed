import { decodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequired, PaymentRequirements } from '@x402/core/types';
import { toClientEvmSigner } from '@x402/evm';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { erc20Abi, maxUint256, parseAbi, parseEther } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { PERMIT2_ADDRESS } from '../../src/common/networks/index.js';
import type { ChainConnection } from '../../src/sandbox/chain/index.js';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { type Answer, post, readAnswer } from './buyer.js';
import { NETWORK } from './shop.js';

const permit2 = parseAbi(['function invalidateUnorderedNonces(uint256 word, uint256 mask)']);

/** A wallet without ETH that pays what was used, as unmodified x402 clients do. */
export class UseBuyer {
  private readonly anvil;

  private constructor(
    readonly wallet: PrivateKeyAccount,
    private readonly chain: ChainConnection,
  ) {
    this.anvil = connectAnvil(chain.rpcUrl);
  }

  static async with(chain: ChainConnection, usdc = 1_000_000n): Promise<UseBuyer> {
    const wallet = privateKeyToAccount(generatePrivateKey());
    if (usdc > 0n) await chain.fund(wallet.address, usdc, { wei: 0n });
    return new UseBuyer(wallet, chain);
  }

  /** A wallet that there is already. */
  static of(chain: ChainConnection, wallet: PrivateKeyAccount): UseBuyer {
    return new UseBuyer(wallet, chain);
  }

  balance(): Promise<bigint> {
    return this.chain.usdcBalance(this.wallet.address);
  }

  /** The client knows both schemes, and takes the first that is offered. */
  client(): x402Client {
    const signer = toClientEvmSigner(this.wallet, this.anvil);
    return new x402Client()
      .register(NETWORK, new ExactEvmScheme(this.wallet))
      .register(NETWORK, new UptoEvmScheme(signer));
  }

  fetch(url: string, init: RequestInit = {}): Promise<Response> {
    return wrapFetchWithPayment(fetch, this.client())(url, init);
  }

  async buy(url: string, input: object): Promise<Answer> {
    return readAnswer(await this.fetch(url, post(input)));
  }

  /** Signs what is asked for, by the scheme named, changed by `change` before. */
  async sign(
    url: string,
    scheme: 'upto' | 'exact' = 'upto',
    change: (asked: PaymentRequirements) => PaymentRequirements = (same) => same,
  ): Promise<PaymentPayload> {
    const unpaid = await fetch(url, post({}));
    const required: PaymentRequired = decodePaymentRequiredHeader(
      unpaid.headers.get('payment-required') ?? '',
    );
    const asked = required.accepts.find((each) => each.scheme === scheme);
    if (asked === undefined) throw new Error(`${scheme} was not offered`);
    const signed = await this.client().createPaymentPayload({
      ...required,
      accepts: [change(asked)],
    });
    return { ...signed, accepted: asked };
  }

  /** Lets Permit2 spend: as much as there is, or so much. */
  async approve(amount: bigint = maxUint256): Promise<void> {
    const args = [PERMIT2_ADDRESS, amount] as const;
    await this.send({ address: USDC_ADDRESS, abi: erc20Abi, functionName: 'approve', args });
  }

  /** Moves USDC elsewhere, as a buyer who cheats would. */
  async giveAway(amount: bigint): Promise<void> {
    const args = [privateKeyToAccount(generatePrivateKey()).address, amount] as const;
    await this.send({ address: USDC_ADDRESS, abi: erc20Abi, functionName: 'transfer', args });
  }

  /** Takes a signed payment back before it is used. */
  async cancel({ payload }: PaymentPayload): Promise<void> {
    const { nonce: text } = (payload as { permit2Authorization: { nonce: string } })
      .permit2Authorization;
    const nonce = BigInt(text);
    const args = [nonce >> 8n, 1n << (nonce & 255n)] as const;
    const functionName = 'invalidateUnorderedNonces';
    await this.send({ address: PERMIT2_ADDRESS, abi: permit2, functionName, args });
  }

  private async send(call: object): Promise<void> {
    const { address } = this.wallet;
    await this.anvil.setBalance({ address, value: parseEther('1') });
    const hash = await this.anvil.writeContract({ ...call, account: this.wallet } as never);
    await this.anvil.waitForTransactionReceipt({ hash });
  }
}
