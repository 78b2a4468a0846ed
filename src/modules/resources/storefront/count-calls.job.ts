import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { StorefrontRepository } from './storefront.repository.js';

const BATCH = 10_000;

/** Every minute, counts the calls sold since, for the catalogue's order by popularity. */
@Scheduled()
@Injectable()
export class CountCallsJob implements Job {
  readonly name = 'count_calls';
  readonly schedule = '* * * * *';

  constructor(
    private readonly db: Database,
    private readonly repository: StorefrontRepository,
  ) {}

  async run(): Promise<void> {
    for (let counted = BATCH; counted === BATCH;) {
      counted = await this.db.asService('storefront', (tx) =>
        this.repository.countCalls(tx, BATCH),
      );
    }
  }
}
