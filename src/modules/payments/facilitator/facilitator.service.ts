import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { HeldClaim } from '../settlement/claims.repository.js';
import {
  FACILITATOR,
  type Facilitator,
  type SettlementReply,
  type Verification,
} from './facilitator.js';
import { readSettleReply, readVerifyReply } from './reply.js';

/** Asks the facilitator about claims; replies are parsed, and a failure is never taken for a no. */
@Injectable()
export class FacilitatorService {
  constructor(
    @Inject(FACILITATOR) private readonly facilitator: Facilitator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async verify(claim: HeldClaim): Promise<Verification> {
    const { payload, requirements } = claim.payment;
    try {
      return readVerifyReply(await this.facilitator.verify(payload, requirements), claim);
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the facilitator did not verify');
      return { kind: 'unavailable', reason: 'no_reply' };
    }
  }

  async settle(claim: HeldClaim): Promise<SettlementReply> {
    const { payload, requirements } = claim.payment;
    try {
      return readSettleReply(await this.facilitator.settle(payload, requirements), claim);
    } catch (error) {
      this.logger.warn(
        { err: error, claimId: claim.id },
        'the facilitator did not answer a settlement',
      );
      return { kind: 'unknown', reason: 'no_reply' };
    }
  }
}
