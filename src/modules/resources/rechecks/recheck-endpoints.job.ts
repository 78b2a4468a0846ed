import { Injectable } from '@nestjs/common';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Recheck } from './recheck.service.js';

/** Every five minutes, looks at those endpoints again that were verified a day ago. */
@Scheduled()
@Injectable()
export class RecheckEndpointsJob implements Job {
  readonly name = 'recheck_endpoints';
  readonly schedule = '*/5 * * * *';

  constructor(private readonly recheck: Recheck) {}

  run(): Promise<void> {
    return this.recheck.run();
  }
}
