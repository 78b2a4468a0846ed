import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';

/** Verifies and settles payments: a facilitator behind a URL, or our own in this process. */
export interface Facilitator {
  /** How it is called in logs and health: its origin, or `own`. */
  readonly name: string;
  /** Whether its word that money moved is the chain's: it saw the transaction succeed itself. */
  readonly readsChain: boolean;
  /** CAIP-2 id of the only network it serves; undefined for all. */
  readonly network: string | undefined;

  /** Its reply, whatever it says; rejects when there was none. */
  verify(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown>;

  /**
   * Its reply, whatever it says.
   * @throws {NotAsked} when the request certainly did not reach it
   * @throws anything else when it may have, and money may have moved
   */
  settle(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown>;

  /** What it says it supports; undefined where there is nobody to ask. */
  supported?(): Promise<unknown>;

  close?(): Promise<void>;
}

/** The request did not reach the facilitator, so nothing can have come of it. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/** Injection token of the list of {@link Facilitator}s, in the order they are tried. */
export const FACILITATORS = Symbol('FACILITATORS');

/** Whether a payment would settle now. */
export type Verification =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** What came of asking to move the money. */
export type SettlementReply =
  | {
      readonly kind: 'settled';
      readonly transaction: string;
      /** Whether the chain was read to say so. */
      readonly proven: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nobody could be asked. */
  | { readonly kind: 'not_asked'; readonly reason: string }
  /** No usable answer: the money may or may not have moved. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** Hash of a transaction that was sent, but not seen to succeed. */
      readonly transaction?: string;
    };
