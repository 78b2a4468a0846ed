import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Offer, Quote } from './quote.js';

/** Proof that a call was paid. */
export interface Receipt {
  /** Id of the payment's claim. */
  readonly id: string;
  readonly network: string;
  readonly asset: string;
  readonly payer: string;
  readonly payTo: string;
  /** Decimal USDC. */
  readonly amount: string;
  /** Transaction hash on the network. */
  readonly transaction: string;
}

/** A paid call whose money has moved. */
export interface SettledCall {
  readonly claimId: string;
  readonly ownerId: string | null;
  readonly payer: string;
  readonly network: string;
  /** Atomic USDC. */
  readonly amount: bigint;
  readonly transaction: string;
}

/**
 * Puts a price on a route: implement it as an injectable and name the class in
 * `@RequiresPayment(TheClass)`. The hooks run inside the transaction that ends the claim, so what
 * they write stands or falls with it.
 */
export interface PaidRoute<O extends Offer = Offer> {
  /** Stable name, unique among paid routes; it is stored with every claim. */
  readonly id: string;

  /** What this call costs. Throw a Problem (404, 410, 503…) when it is not for sale. */
  quote(request: FastifyRequest): Promise<Quote<O>>;

  /**
   * Reads and validates the input that the payment will be bound to; throw a Problem (422) and
   * nothing is claimed. By default method, path, query and body are bound.
   */
  readInput?(request: FastifyRequest, offer: O): unknown;

  /** The body of the answer, from what the handler returned. By default just that. */
  present?(result: unknown, receipt: Receipt): unknown;

  onSettled?(tx: EntityManager, call: SettledCall): Promise<void>;

  /** The call was not charged. */
  onReleased?(tx: EntityManager, claimId: string): Promise<void>;
}
