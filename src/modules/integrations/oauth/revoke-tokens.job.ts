import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { RevocationsRepository } from '../connections/revocations.repository.js';
import { TokenRevoker } from './token-revoker.service.js';

/** After the first failure; then twice as long each time, for about two hours in all. */
const WAIT_SECONDS = 60;
/** How many providers one process asks at once. */
const LANES = 4;
/** Nothing new is begun after that: other jobs wait for their turn, and the next minute goes on. */
const RUN_MS = 20_000;

/** Every minute, has providers end the tokens of connections that users ended. */
@Scheduled()
@Injectable()
export class RevokeTokensJob implements Job {
  readonly name = 'revoke_tokens';
  readonly schedule = '* * * * *';
  private isRunning = false;

  constructor(
    private readonly lifetime: Lifetime,
    private readonly database: Database,
    private readonly revocations: RevocationsRepository,
    private readonly revoker: TokenRevoker,
  ) {}

  /** One at a time in each process: providers that hang must leave room for other jobs. */
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      const time = AbortSignal.timeout(RUN_MS);
      const lanes = Array.from({ length: LANES }, () => this.lane(time));
      const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    } finally {
      this.isRunning = false;
    }
  }

  private async lane(time: AbortSignal): Promise<void> {
    while (!time.aborted && !this.lifetime.isEnding) {
      const next = await this.database.asService('oauth', (tx) =>
        this.revocations.take(tx, WAIT_SECONDS),
      );
      if (next === undefined) return;
      if (!(await this.revoker.isDone(next))) continue;
      await this.database.asService('oauth', (tx) => this.revocations.remove(tx, next.id));
    }
  }
}
