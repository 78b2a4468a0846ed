import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../jobs/index.js';
import { RateLimits } from './rate-limits.service.js';

const BATCH = 5_000;

/** Every ten minutes, forgets callers whose window has ended. */
@Scheduled()
@Injectable()
export class ForgetWindowsJob implements Job {
  readonly name = 'forget_rate_limit_windows';
  readonly schedule = '*/10 * * * *';

  constructor(private readonly limits: RateLimits) {}

  async run(): Promise<void> {
    for (let forgotten = BATCH; forgotten === BATCH;) {
      forgotten = await this.limits.purge(BATCH);
    }
  }
}
