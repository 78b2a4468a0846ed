import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { type RecentRuns, Storefront } from '../../resources/index.js';
import { ExecutionsRepository } from '../records/executions.repository.js';

const BATCH = 5_000;
const DAYS = 30;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Every hour, counts how many of each resource's paid calls had a result, for the catalogue. */
@Scheduled()
@Injectable()
export class MeasureSuccessJob implements Job {
  readonly name = 'measure_success';
  readonly schedule = '7 * * * *';

  constructor(
    private readonly db: Database,
    private readonly executions: ExecutionsRepository,
    private readonly storefront: Storefront,
  ) {}

  async run(): Promise<void> {
    let after: string | undefined = FIRST;
    while (after !== undefined) {
      const measured = await this.measure(after);
      await this.storefront.noteRecentRuns(measured);
      after = measured.length === BATCH ? measured.at(-1)?.resourceId : undefined;
    }
  }

  private measure(after: string): Promise<RecentRuns[]> {
    return this.db.asService('execution', (tx) =>
      this.executions.countRecent(tx, { days: DAYS, after, limit: BATCH }),
    );
  }
}
