import { Injectable } from '@nestjs/common';
import { Problem } from '../../../common/errors/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import { refusalFor } from '../facilitator/verdict.js';
import { isByUse } from '../claims/charge.js';
import type { HeldClaim } from '../claims/held-claim.js';
import { OpenPayments } from '../payers/open-payments.service.js';
import { paymentRequired } from '../payment-problems.js';

const PAYS_FIRST =
  'This wallet left work unpaid that was done for it, so for some hours it pays before the work. What a call comes to is known only afterwards: pay exactly, with the scheme `exact`.';

/** Says whether a reserved payment is good, before any work begins for it. */
@Injectable()
export class PaymentCheck {
  constructor(
    private readonly openPayments: OpenPayments,
    private readonly facilitator: FacilitatorService,
  ) {}

  /** Undefined when it is: the payer can pay this too, and the facilitator would settle it. */
  async refusalFor(claim: HeldClaim): Promise<Problem | undefined> {
    if (isByUse(claim) && claim.policy === 'before_execution') return paysFirst();
    const refusal = await this.openPayments.refusalFor(claim);
    if (refusal !== undefined || claim.isVerified) return refusal;
    return refusalFor(await this.facilitator.verify(claim, true));
  }
}

/** Whoever is charged by use pays afterwards: that is for those who do. */
function paysFirst(): Problem {
  const extensions = { reason: 'payer_pays_first' };
  return new Problem(paymentRequired, { detail: PAYS_FIRST, extensions });
}
