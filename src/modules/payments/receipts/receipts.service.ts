import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { JSONWebKeySet } from 'jose';
import { unixSeconds } from '../../../common/clock/index.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import type { Receipt } from '../x402/paid-route.js';
import { receiptsConfig } from './receipts.config.js';
import { isSettled, plainReceipt, publicFacts, type SettledClaim, signedFacts } from './receipt.js';
import { type ReceiptKeys, receiptKeys } from './receipt-keys.js';

const RECEIPT = 'x402-receipt+jwt';

/** A receipt with what else stands in the books. */
export interface FullReceipt extends Receipt {
  /** Public address of what was bought; null for very old calls. */
  readonly resource: string | null;
  readonly settledAt: Date;
}

/** Makes and signs receipts. They prove a payment to anybody, and open nothing. */
@Injectable()
export class Receipts {
  private readonly keys: ReceiptKeys;
  private readonly issuer: string;

  constructor(
    @Inject(receiptsConfig.KEY) config: ConfigType<typeof receiptsConfig>,
    private readonly claims: Claims,
  ) {
    this.issuer = config.issuer;
    this.keys = receiptKeys(config.seeds);
  }

  /** The public keys, to verify receipts without asking again. */
  publicKeys(): JSONWebKeySet {
    return this.keys.jwks;
  }

  /** The receipt of a settled claim; the same bytes each time. @throws Error for any other claim */
  of(claim: PaymentClaim): Receipt {
    return this.sign(claim, signedFacts);
  }

  /**
   * The receipt for whoever knows the id of a call; undefined when there is no such call, or it was
   * not charged. It does not say what was asked for.
   */
  async find(id: string): Promise<FullReceipt | undefined> {
    const claim = await this.claims.find(id);
    if (claim === null || !isSettled(claim)) return undefined;
    const { resourceUrl: resource, settledAt } = claim;
    return { ...this.sign(claim, publicFacts), resource, settledAt };
  }

  private sign(claim: PaymentClaim, facts: (settled: SettledClaim) => object): Receipt {
    if (!isSettled(claim)) throw new Error(`claim ${claim.id} is not settled`);
    const { id: sub, settledAt } = claim;
    const payload = { ...facts(claim), iss: this.issuer, sub, iat: unixSeconds(settledAt) };
    const header = { typ: RECEIPT, kid: this.keys.kid };
    return { ...plainReceipt(claim), signature: this.keys.sign(header, JSON.stringify(payload)) };
  }
}
