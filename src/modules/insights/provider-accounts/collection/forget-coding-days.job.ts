import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/index.js';
import { type Job, Scheduled } from '../../../../common/jobs/index.js';
import { CodingDaysRepository } from './coding-days.repository.js';

/** Forgets, each night, who worked with a coding tool 90 days ago. */
@Scheduled()
@Injectable()
export class ForgetCodingDaysJob implements Job {
  readonly name = 'forget_provider_coding_days';
  readonly schedule = '40 3 * * *';

  constructor(
    private readonly database: Database,
    private readonly days: CodingDaysRepository,
  ) {}

  run(): Promise<void> {
    return this.database.asService('insights', (tx) => this.days.forgetOld(tx));
  }
}
