import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { CatalogueRepository } from './catalogue.repository.js';

/** Every minute, makes one tally of each category's many. */
@Scheduled()
@Injectable()
export class FoldTalliesJob implements Job {
  readonly name = 'fold_catalogue_tallies';
  readonly schedule = '* * * * *';

  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
  ) {}

  run(): Promise<void> {
    return this.db.asService('storefront', (tx) => this.repository.foldTallies(tx));
  }
}
