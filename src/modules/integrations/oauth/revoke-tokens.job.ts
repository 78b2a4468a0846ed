import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { RevocationsRepository } from '../connections/revocations.repository.js';
import { TokenRevoker } from './token-revoker.service.js';

/** After the first failure; then twice as long each time, for about two hours in all. */
const WAIT_SECONDS = 60;
/** How many providers one process asks at once, and for how long it begins more. */
const LIMITS = { count: 4, runMs: 20_000 };

/** Every minute, has providers end the tokens of connections that users ended. */
@Scheduled()
@Injectable()
export class RevokeTokensJob implements Job {
  readonly name = 'revoke_tokens';
  readonly schedule = '* * * * *';
  private readonly lanes: Lanes;

  constructor(
    lifetime: Lifetime,
    private readonly database: Database,
    private readonly revocations: RevocationsRepository,
    private readonly revoker: TokenRevoker,
  ) {
    this.lanes = new Lanes(lifetime, LIMITS);
  }

  run(): Promise<void> {
    return this.lanes.drain(() => this.revokeNext());
  }

  /** @returns false when none is due */
  private async revokeNext(): Promise<boolean> {
    const next = await this.database.asService('oauth', (tx) =>
      this.revocations.take(tx, WAIT_SECONDS),
    );
    if (next === undefined) return false;
    if (await this.revoker.isDone(next)) {
      await this.database.asService('oauth', (tx) => this.revocations.remove(tx, next.id));
    }
    return true;
  }
}
