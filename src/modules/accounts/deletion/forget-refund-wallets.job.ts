import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';

/** Every hour, forgets the wallets of deleted accounts that owe nobody a refund any more. */
@Scheduled()
@Injectable()
export class ForgetRefundWalletsJob implements Job {
  readonly name = 'forget_refund_wallets';
  readonly schedule = '37 * * * *';

  constructor(private readonly db: Database) {}

  async run(): Promise<void> {
    await this.db.asService('accounts', (tx) => tx.query(`SELECT forget_refund_wallets()`));
  }
}
