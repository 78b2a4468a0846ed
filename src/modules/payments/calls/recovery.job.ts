import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Claims } from '../settlement/claims.service.js';
import { Recovery } from './recovery.service.js';

const BATCH = 100;

/** Every minute, brings abandoned claims to an end; one that fails does not hold up the others. */
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
    for (const claimId of await this.claims.findAbandoned(BATCH)) {
      try {
        await this.recovery.recover(claimId);
      } catch (error) {
        this.logger.error({ err: error, claimId }, 'a claim could not be recovered');
      }
    }
  }
}
