import { Injectable } from '@nestjs/common';
import type { Problem } from '../../../common/errors/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import { refusalFor } from '../facilitator/verdict.js';
import type { HeldClaim } from '../claims/held-claim.js';
import { OpenPayments } from '../payers/open-payments.service.js';

/** Says whether a reserved payment is good, before any work begins for it. */
@Injectable()
export class PaymentCheck {
  constructor(
    private readonly openPayments: OpenPayments,
    private readonly facilitator: FacilitatorService,
  ) {}

  /** Undefined when it is: the payer can pay this too, and the facilitator would settle it. */
  async refusalFor(claim: HeldClaim): Promise<Problem | undefined> {
    const refusal = await this.openPayments.refusalFor(claim);
    if (refusal !== undefined || claim.isVerified) return refusal;
    return refusalFor(await this.facilitator.verify(claim, true));
  }
}
