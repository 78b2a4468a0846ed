import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { PaymentPayload } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { privateKeyToAccount } from 'viem/accounts';
import { storageConfig } from './storage.config.js';
import type { StorageOffer } from './storage-offer.js';

/** The wallet that pays for storage; there need not be one. */
@Injectable()
export class StorageWallet {
  private readonly scheme: ExactEvmScheme | undefined;

  constructor(@Inject(storageConfig.KEY) { privateKey: key }: ConfigType<typeof storageConfig>) {
    const account = key && privateKeyToAccount(key.reveal() as `0x${string}`);
    this.scheme = account && new ExactEvmScheme(account);
  }

  /** Whether results can be stored. */
  get exists(): boolean {
    return this.scheme !== undefined;
  }

  /**
   * Signs a payment, and sends nothing. What the signature is about comes from our own network, not
   * from the challenge.
   */
  async sign(offer: StorageOffer): Promise<PaymentPayload> {
    if (this.scheme === undefined) throw new Error('there is no wallet for storage');
    const { network, asset, amount, payTo, accepted, resource } = offer;
    const ways = network.requirements(amount, payTo, 'storage');
    const way = ways.find((each) => each.scheme === 'exact' && each.asset === asset);
    if (way === undefined) throw new Error(`${asset} is not paid on ${network.id}`);
    const { maxTimeoutSeconds, ...own } = way;
    const lifetime = Math.min(maxTimeoutSeconds, offer.maxTimeoutSeconds);
    const signed = await this.scheme.createPaymentPayload(2, {
      ...own,
      maxTimeoutSeconds: lifetime,
    });
    return { ...signed, accepted, ...(resource && { resource }) };
  }
}
