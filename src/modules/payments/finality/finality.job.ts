import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Finality } from './finality.service.js';

/** Every minute, looks whether settlements are still on the chain. */
@Scheduled()
@Injectable()
export class FinalityJob implements Job {
  readonly name = 'check_settlements';
  readonly schedule = '* * * * *';

  constructor(private readonly finality: Finality) {}

  run(): Promise<void> {
    return this.finality.run();
  }
}
