import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { OAuthStatesRepository } from './oauth-states.repository.js';

/** Every ten minutes, forgets flows whose users did not come back. */
@Scheduled()
@Injectable()
export class ForgetFlowsJob implements Job {
  readonly name = 'forget_oauth_flows';
  readonly schedule = '*/10 * * * *';

  constructor(
    private readonly database: Database,
    private readonly states: OAuthStatesRepository,
  ) {}

  run(): Promise<void> {
    return this.database.asService('oauth', (tx) => this.states.forgetExpired(tx));
  }
}
