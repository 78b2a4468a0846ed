import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { PaymentRequirements } from '@x402/core/types';
import { LRUCache } from 'lru-cache';
import { Clock, unixSeconds } from '../../../common/clock/index.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { declareReceipt, offerFacts } from '../x402/offer-receipt.js';
import { didDocument, didKey, didWeb } from './did-web.js';
import { isSettled } from './receipt.js';
import { type ReceiptKeys, receiptKeys } from './receipt-keys.js';
import { receiptsConfig } from './receipts.config.js';

/**
 * Offers end at the end of the period after the present one, so that they are good for one to two of them:
 * not longer than an older price is honoured, and long enough to pay. All that is signed in one period is alike.
 */
const PERIOD_S = 300;

/** Offers of so many things are kept signed, for the answers that are not prepared. */
const KEPT_OFFERS = { max: 2_000 };

/**
 * Signs what x402's extension `offer-receipt` has buyers' wallets read: offers and receipts, verified through
 * did:web. The keys are those of receipts, and so are the facts.
 */
@Injectable()
export class OfferReceipts {
  private readonly keys: ReceiptKeys;
  private readonly did: string;
  private readonly header: { readonly kid: string };
  private readonly offers = new LRUCache<string, string>(KEPT_OFFERS);

  constructor(
    @Inject(receiptsConfig.KEY) { issuer, seeds }: ConfigType<typeof receiptsConfig>,
    private readonly clock: Clock,
  ) {
    this.keys = receiptKeys(seeds);
    this.did = didWeb(issuer);
    this.header = { kid: didKey(this.did, this.keys.kid) };
  }

  /** Until when offers are good that are signed now; seconds since 1970. */
  validUntil(): number {
    return (Math.floor(unixSeconds(this.clock.now()) / PERIOD_S) + 2) * PERIOD_S;
  }

  /** The compact JWS of an offer; the same bytes each time. */
  offer(resourceUrl: string, requirements: PaymentRequirements, validUntil: number): string {
    const text = canonical(offerFacts(resourceUrl, requirements, validUntil));
    const known = this.offers.get(text);
    if (known !== undefined) return known;
    const offer = this.sign(text);
    this.offers.set(text, offer);
    return offer;
  }

  /**
   * The receipt of a settled claim as its proof of settlement carries it; the same bytes each time for as
   * long as the same key signs. Undefined for a claim that names no resource.
   */
  receiptOf(claim: PaymentClaim): Readonly<Record<string, unknown>> | undefined {
    if (!isSettled(claim)) throw new Error(`claim ${claim.id} is not settled`);
    const { network, resourceUrl, payer, transaction, settledAt } = claim;
    if (resourceUrl === null) return undefined;
    const issuedAt = unixSeconds(settledAt);
    const facts = { version: 1, network, resourceUrl, payer, issuedAt, transaction };
    return declareReceipt(this.sign(canonical(facts)));
  }

  /** Which keys verify them: the present one and those of before. */
  didDocument() {
    return didDocument(this.did, this.keys.jwks);
  }

  private sign(payload: string): string {
    return this.keys.sign(this.header, payload);
  }
}

/** Canonical JSON (RFC 8785) of texts and whole numbers. */
function canonical(facts: object): string {
  return JSON.stringify(facts, Object.keys(facts).toSorted());
}
