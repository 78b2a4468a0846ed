import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Notes } from '../notes/notes.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Refunds } from './refunds.service.js';
import { RefundsRepository } from './refunds.repository.js';

const BATCH = 500;

/**
 * Owes the price of calls that were charged and failed, and were not owed when they did: by a version
 * of this server that left it to the buyer to send the payment again.
 */
@Scheduled()
@Injectable()
export class OweFailedCallsJob implements Job {
  readonly name = 'owe_failed_calls';
  readonly schedule = '*/10 * * * *';

  constructor(
    private readonly database: Database,
    private readonly notes: Notes,
    private readonly repository: RefundsRepository,
    private readonly refunds: Refunds,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const unowed = await this.database.asService('payments', (tx) =>
      this.repository.findUnowed(tx, BATCH),
    );
    for (const claim of unowed) await this.owe(claim);
  }

  private async owe(claim: PaymentClaim): Promise<void> {
    try {
      await this.notes.transaction((tx, note) => this.refunds.oweForFailedCall(tx, note, claim));
    } catch (error) {
      this.logger.error({ err: error, claimId: claim.id }, 'a refund could not be owed');
    }
  }
}
