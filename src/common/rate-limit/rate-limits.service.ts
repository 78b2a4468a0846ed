import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/index.js';
import { sha256 } from '../crypto/index.js';
import { Database } from '../database/index.js';
import { type Caller, callerKey, excess, type RateLimit, type Standing } from './rate-limit.js';

/** Counts requests in PostgreSQL, so that all replicas count together. */
@Injectable()
export class RateLimits {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts one more request, also when it is one too many. */
  async hit({ policy, limit, windowSeconds }: RateLimit, caller: Caller): Promise<Standing> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + windowSeconds * 1000);
    const [row] = await this.database.call<{ hits: number; expires_at: Date }>(
      'SELECT hits, expires_at FROM count_request($1, $2, $3, $4, $5)',
      [policy, sha256(callerKey(caller)), expiresAt, now, limit],
    );
    if (row === undefined) throw new Error('the count was not returned');
    return { hits: row.hits, expiresAt: row.expires_at };
  }

  /** Counts a request that a route makes on its way. @throws {Problem} too_many_requests */
  async admit(limit: RateLimit, caller: Caller): Promise<void> {
    const refusal = excess(limit, await this.hit(limit, caller), this.clock.now());
    if (refusal !== undefined) throw refusal;
  }

  /** Forgets at most `batch` windows that have ended; returns how many. */
  purge(batch: number): Promise<number> {
    const now = this.clock.now();
    return this.database.asService('rate_limits', async (tx) => {
      const [, count] = await tx.query<[unknown, number]>(
        `DELETE FROM rate_limits WHERE (policy, caller) IN (
           SELECT policy, caller FROM rate_limits WHERE expires_at <= $1 LIMIT $2
           FOR UPDATE SKIP LOCKED)`,
        [now, batch],
      );
      return count;
    });
  }
}
