import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { DemandFiguresRepository } from './demand-figures.repository.js';

/** Forgets how much of which spool was added, once its file is gone long since. */
@Scheduled()
@Injectable()
export class ForgetSpoolsJob implements Job {
  readonly name = 'forget_demand_spools';
  readonly schedule = '40 4 * * *';

  constructor(private readonly figures: DemandFiguresRepository) {}

  run(): Promise<void> {
    return this.figures.forgetSpools();
  }
}
