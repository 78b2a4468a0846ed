import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Problem } from '../../../common/errors/index.js';
import { refundNotice } from '../refunds/refund-notice.js';
import { Refunds } from '../refunds/refunds.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { StoredFailure } from '../claims/stored-failure.js';
import { callsConfig } from './calls.config.js';

/** A claim that has something to tell instead of its result. */
type FailedClaim = Pick<PaymentClaim, 'id' | 'status' | 'work'> & {
  readonly failure: StoredFailure;
};

/** Tells buyers why a call has no result, and what becomes of their money. */
@Injectable()
export class ToldFailures {
  constructor(
    private readonly refunds: Refunds,
    @Inject(callsConfig.KEY) private readonly config: ConfigType<typeof callsConfig>,
  ) {}

  /**
   * The failure of `claim`; with its refund as that stands now, where it was charged for nothing.
   * @param retryAfterSeconds when to send the payment again, if that is known better by now
   */
  async of(
    { id, status, work, failure }: FailedClaim,
    retryAfterSeconds = failure.details.retryAfterSeconds,
  ): Promise<Problem> {
    const { type, details: stored } = failure;
    const details = { ...stored, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
    const problem = new Problem(type, details);
    if (status !== 'settled' || work !== 'failed') return problem;
    const refund = await this.refunds.stateOf(id);
    if (refund === undefined) return problem;
    const notice = refundNotice(refund, this.config.publicUrl);
    return new Problem(type, { ...details, extensions: { ...details.extensions, refund: notice } });
  }
}

/** Narrows to a claim that has something to tell instead of its result. */
export function hasFailure<C extends PaymentClaim>(
  claim: C,
): claim is C & { readonly failure: StoredFailure } {
  return claim.failure !== null;
}
