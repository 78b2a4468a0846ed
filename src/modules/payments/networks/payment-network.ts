import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';

/** What a buyer's signature allows: one transfer, once, until a deadline. */
export interface Authorization {
  /** The paying address, normalised so that equal addresses are equal texts. */
  readonly payer: string;
  readonly payTo: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  /** Makes the authorization unique for its payer; normalised. */
  readonly nonce: string;
  readonly validAfter: Date;
  readonly validBefore: Date;
  /** What only the payer can make; normalised. */
  readonly signature: string;
}

/** The part of a payment that is the network's own. */
export type SchemePayload = Pick<PaymentPayload, 'payload'>;

/** What the chain says about an authorization. */
export type ChainOutcome =
  /** The transfer to the payee happened in this transaction. */
  | { readonly kind: 'transferred'; readonly transaction: string }
  /** Not used yet, and it still can be. */
  | { readonly kind: 'unused' }
  /** Not used: the transaction that was to use it was mined and failed. */
  | { readonly kind: 'reverted' }
  /** It can never lead to the transfer any more: expired, cancelled or spent otherwise. */
  | { readonly kind: 'void'; readonly reason: string };

/** The authorization to look for and how far back to look. */
export interface ChainQuery {
  readonly authorization: Authorization;
  /** When the payment first reached us; the transfer cannot be older. */
  readonly since: Date;
  /** The transaction that was sent for it, where it is known. */
  readonly transaction: string | null;
}

/** One network that buyers pay on, with the one asset accepted there. */
export interface PaymentNetwork {
  /** CAIP-2 id. */
  readonly id: `${string}:${string}`;
  /** Address of the accepted token. */
  readonly asset: string;
  /** What x402 v1 calls this network; undefined when only v2 buyers can pay on it. */
  readonly v1Name: string | undefined;

  /**
   * What x402 asks of the buyer for `amount` atomic units to `payTo`. `offerId` stands in `extra`, so
   * that what a buyer accepted names the exact offer.
   */
  requirements(amount: bigint, payTo: string, offerId: string): PaymentRequirements;

  /** Undefined when the payload is not this network's kind of `exact` payment. */
  readAuthorization(payload: SchemePayload): Authorization | undefined;

  /** Reads the chain. Rejects when the chain cannot be asked. */
  outcome(query: ChainQuery): Promise<ChainOutcome>;

  /**
   * Whether `transaction` used the authorization and moved its money; undefined when it is not mined
   * as far as the node knows. Rejects when the chain cannot be asked.
   */
  confirms(authorization: Authorization, transaction: string): Promise<boolean | undefined>;

  /** Whether the payer signed the payload. Rejects when a smart wallet cannot be asked. */
  isSigned(payload: SchemePayload): Promise<boolean>;
}
