import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { CatalogueRepository } from './catalogue.repository.js';

/** Every night, forgets the words of names that are no longer on sale: no error means them. */
@Scheduled()
@Injectable()
export class ForgetWordsJob implements Job {
  readonly name = 'forget_catalogue_words';
  readonly schedule = '40 4 * * *';

  constructor(
    private readonly db: Database,
    private readonly repository: CatalogueRepository,
  ) {}

  run(): Promise<void> {
    return this.db.asService('storefront', (tx) => this.repository.forgetWords(tx));
  }
}
