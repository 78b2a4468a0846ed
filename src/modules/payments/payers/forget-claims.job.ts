import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Claims } from '../claims/claims.service.js';

/** Whoever waits for a call has heard of its end by then. */
const KEPT_MS = 5 * 60_000;
const BATCH = 1_000;

/** Every minute, deletes claims whose payment was no good or whose call was not taken. */
@Scheduled()
@Injectable()
export class ForgetClaimsJob implements Job {
  readonly name = 'forget_claims';
  readonly schedule = '* * * * *';

  constructor(
    private readonly claims: Claims,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const endedBefore = new Date(this.clock.now().getTime() - KEPT_MS);
    for (let forgotten = BATCH; forgotten === BATCH;) {
      forgotten = await this.claims.forget(endedBefore, BATCH);
    }
  }
}
