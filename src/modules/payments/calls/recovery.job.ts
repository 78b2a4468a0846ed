import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Claims } from '../claims/claims.service.js';
import { Recovery } from './recovery.service.js';

/** How many are gone on with at a time: each may run a model for minutes. */
const AT_ONCE = 20;
/** How long the job waits for them; those that take longer go on behind it. */
const WAIT_MS = 5_000;

/**
 * Every minute, brings abandoned claims to an end; a slow or failing one holds up no other, and no
 * other job.
 */
@Scheduled()
@Injectable()
export class RecoveryJob implements Job {
  readonly name = 'recover_claims';
  readonly schedule = '* * * * *';
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly claims: Claims,
    private readonly recovery: Recovery,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const free = AT_ONCE - this.running.size;
    if (free <= 0) return;
    const abandoned = await this.claims.findAbandoned(free);
    const begun = abandoned.map((claimId) => this.begin(claimId));
    await Promise.race([Promise.all(begun), sleep(WAIT_MS, undefined, { ref: false })]);
  }

  private begin(claimId: string): Promise<void> {
    const recovered = this.recover(claimId).finally(() => this.running.delete(recovered));
    this.running.add(recovered);
    return recovered;
  }

  private async recover(claimId: string): Promise<void> {
    try {
      await this.recovery.recover(claimId);
    } catch (error) {
      this.logger.error({ err: error, claimId }, 'a claim could not be recovered');
    }
  }
}
