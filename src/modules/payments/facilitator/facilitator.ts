import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';

/** Verifies and settles payments: a facilitator behind a URL, or our own in this process. */
export interface Facilitator {
  /** How it is called in logs and health: its origin, or `own`. */
  readonly name: string;
  /**
   * Whether its replies tell by `sent` whether it began to send a transaction: so that its refusal can
   * prove that nothing is on its way.
   */
  readonly tellsWhatItSent: boolean;
  /** Whether it is asked about the network of that CAIP-2 id. */
  serves(network: string): boolean;

  /**
   * Its reply, whatever it says.
   * @throws {OutOfReach} when nobody answered
   * @throws anything else when it answered with what cannot be read
   */
  verify(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown>;

  /**
   * Its reply, whatever it says.
   * @throws {NotAsked} when the request certainly did not reach it
   * @throws {OutOfReach} when nobody answered; it may have been asked, and money may have moved
   * @throws anything else when it answered with what cannot be read, and money may have moved
   */
  settle(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown>;

  /**
   * The id that the payment's transaction would have, where that is known before it is sent; undefined for a
   * payment of another kind.
   */
  transactionOf?(payload: PaymentPayload): string | undefined;

  /** What it says it supports. Rejects when it cannot be asked. */
  supported(): Promise<unknown>;

  /**
   * Reads what it pays the fees of a network with; absent where somebody else pays them. Rejects when
   * the chain cannot be asked.
   */
  readGas?(network: string): Promise<GasMoney>;

  close?(): Promise<void>;
}

/** What fees are paid with on one network, in its smallest unit. */
export interface GasMoney {
  readonly balance: bigint;
  /** What one settlement costs at the most, at the present price. */
  readonly perSettlement: bigint;
}

/**
 * Nobody answered: the facilitator, or the chain it needs, cannot be reached. It may have been asked.
 * Nothing that depends on what one payment says is told by this.
 */
export class OutOfReach extends Error {
  override readonly name: string = 'OutOfReach';
}

/** The request did not reach the facilitator, so nothing can have come of it. */
export class NotAsked extends OutOfReach {
  override readonly name = 'NotAsked';
}

/** The wallet cannot pay the fee of a transaction on `network`, so it was not sent. */
export class OutOfGas extends NotAsked {
  constructor(readonly network: string) {
    super(`the hot wallet cannot pay for gas on ${network}`);
  }
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
  /** It says so; the chain has the last word. */
  | { readonly kind: 'settled'; readonly transaction: string }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** Certainly no transaction was sent for this request. */
      readonly nothingSent: boolean;
    }
  /** Nobody could be asked. */
  | { readonly kind: 'not_asked'; readonly reason: string }
  /** No usable answer: the money may or may not have moved. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** Hash of a transaction that was sent, but not seen to succeed. */
      readonly transaction?: string;
    };
