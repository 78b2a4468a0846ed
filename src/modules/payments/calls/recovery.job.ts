import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Claims } from '../settlement/claims.service.js';
import { Recovery } from './recovery.service.js';

/** How many are gone on with at a time: each may run a model for minutes. */
const BATCH = 20;

/** Every minute, brings abandoned claims to an end; a slow or failing one holds up no other. */
@Scheduled()
@Injectable()
export class RecoveryJob implements Job {
  readonly name = 'recover_claims';
  readonly schedule = '* * * * *';

  constructor(
    private readonly claims: Claims,
    private readonly recovery: Recovery,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const abandoned = await this.claims.findAbandoned(BATCH);
    await Promise.all(abandoned.map((claimId) => this.recover(claimId)));
  }

  private async recover(claimId: string): Promise<void> {
    try {
      await this.recovery.recover(claimId);
    } catch (error) {
      this.logger.error({ err: error, claimId }, 'a claim could not be recovered');
    }
  }
}
