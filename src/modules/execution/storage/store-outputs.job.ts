import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { StoredOutputs } from './stored-outputs.service.js';

/** How many are stored at a time. */
const BATCH = 20;

/** Every minute, goes on with results that could not be stored yet. */
@Scheduled()
@Injectable()
export class StoreOutputsJob implements Job {
  readonly name = 'store_outputs';
  readonly schedule = '* * * * *';

  constructor(private readonly outputs: StoredOutputs) {}

  run(): Promise<void> {
    return this.outputs.attemptDue(BATCH);
  }
}
