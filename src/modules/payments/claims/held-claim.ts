import type { PaymentPayload } from '@x402/core/types';
import type { PaymentClaim } from './claim.entity.js';

/** What a payload says of the thing that is paid for. */
export type Declared = Pick<PaymentPayload, 'resource' | 'extensions'>;

/** What a new claim reserves; the rest has defaults. */
export type NewClaim = Pick<
  PaymentClaim,
  | 'id'
  | 'route'
  | 'subject'
  | 'resourceUrl'
  | 'ownerId'
  | 'offerId'
  | 'network'
  | 'asset'
  | 'payer'
  | 'nonce'
  | 'payTo'
  | 'amount'
  | 'validBefore'
  | 'requestDigest'
  | 'input'
  | 'paymentIdentifier'
  | 'policy'
  | 'detached'
> &
  Partial<Pick<PaymentClaim, 'wish' | 'retryDigest'>> & {
    readonly payment: NonNullable<PaymentClaim['payment']>;
  };

/** A claim whose payment is still kept. */
export type PayableClaim = PaymentClaim & Pick<NewClaim, 'payment'>;

/** A claim that this process works on. */
export type HeldClaim = PayableClaim & {
  readonly leaseToken: string;
  /** What facilitators are told of the thing sold, as long as the process that was paid goes on with it. */
  readonly declared?: Declared;
  /** The payment was verified before it was reserved. */
  readonly isVerified?: boolean;
  /** Atomic units of what else of the payer's was open when it was reserved, where that is known. */
  readonly openBefore?: bigint;
};

/** What makes a payment unique. */
export type PaymentKey = Pick<PaymentClaim, 'network' | 'asset' | 'payer' | 'nonce'>;

/** How a claim moves on. */
export type ClaimChanges = Partial<
  Pick<
    PaymentClaim,
    | 'status'
    | 'work'
    | 'attempts'
    | 'result'
    | 'note'
    | 'failure'
    | 'askedAt'
    | 'firstAskedAt'
    | 'searchedBlock'
    | 'transaction'
    | 'settledAt'
    | 'unpaidAt'
    | 'neverBegun'
    | 'charge'
    | 'chargeBasis'
    | 'moved'
  >
>;

/** The lease ran out and somebody else works on the claim now: stop without touching it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** What a claim has when it is new. */
export const NOTHING_YET = {
  charge: null,
  chargeBasis: null,
  moved: null,
  status: 'claimed',
  work: 'pending',
  attempts: 1,
  askedAt: null,
  firstAskedAt: null,
  searchedBlock: null,
  transaction: null,
  result: null,
  note: null,
  wish: null,
  retryDigest: null,
  failure: null,
  settledAt: null,
  unpaidAt: null,
  neverBegun: false,
  endedAt: null,
  purgedAt: null,
} as const;
