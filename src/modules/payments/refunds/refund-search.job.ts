import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { RefundSearch } from './refund-search.service.js';

/** Every ten minutes, looks for the transfers of owed refunds. */
@Scheduled()
@Injectable()
export class RefundSearchJob implements Job {
  readonly name = 'find_refunds';
  readonly schedule = '*/10 * * * *';

  constructor(private readonly search: RefundSearch) {}

  run(): Promise<void> {
    return this.search.run();
  }
}
