import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { safeEqual } from '../../../common/crypto/index.js';
import { Problem } from '../../../common/errors/index.js';
import { paymentAlreadyUsed, paymentInProgress } from '../problems.js';
import type { PaymentClaim } from './claim.entity.js';
import { Claims } from './claims.service.js';
import { restoreFailure } from './failure.js';
import { Recovery } from './recovery.service.js';

const MAX_WAIT_MS = 60_000;
const FIRST_POLL_MS = 25;
const SLOWEST_POLL_MS = 500;

/** Answers a payment that is claimed already: with the result, once there is one. */
@Injectable()
export class Replay {
  constructor(
    private readonly claims: Claims,
    private readonly recovery: Recovery,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits for the claim to end and returns it settled.
   * @throws {Problem} the failure it was released with; `payment_already_used` when `requestDigest`
   * is another request's; `payment_in_progress` when it runs for too long
   */
  async resultOf(claim: PaymentClaim, requestDigest: Buffer): Promise<PaymentClaim> {
    if (!safeEqual(claim.requestDigest, requestDigest)) {
      throw new Problem(paymentAlreadyUsed, { payment: 'not_charged' });
    }
    const deadline = this.clock.now().getTime() + MAX_WAIT_MS;
    let current: PaymentClaim | null = claim;
    for (let poll = FIRST_POLL_MS; current !== null; poll = Math.min(poll * 2, SLOWEST_POLL_MS)) {
      if (current.status === 'settled') return current;
      if (current.failure !== null) throw restoreFailure(current.failure);
      if (this.clock.now().getTime() > deadline) break;
      await this.wait(current, poll);
      current = await this.claims.find(claim.id);
    }
    throw new Problem(paymentInProgress, { payment: 'unknown', retryAfterSeconds: 5 });
  }

  private async wait({ id, leaseExpiresAt }: PaymentClaim, poll: number): Promise<void> {
    const abandoned = leaseExpiresAt !== null && leaseExpiresAt < this.clock.now();
    if (abandoned) await this.recovery.recover(id);
    else await sleep(poll);
  }
}
