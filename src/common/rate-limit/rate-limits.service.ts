import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/index.js';
import { sha256 } from '../crypto/index.js';
import { Database } from '../database/index.js';
import { RedisWindows } from './redis-windows.client.js';
import { type Caller, callerKey, excess, type RateLimit, type Standing } from './rate-limit.js';

/** Counts requests so that all replicas count together: in Redis where there is one, else in PostgreSQL. */
@Injectable()
export class RateLimits {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redis: RedisWindows,
  ) {}

  /** Counts one more request, also when it is one too many. */
  async hit(limit: RateLimit, caller: Caller): Promise<Standing> {
    const key = sha256(callerKey(caller));
    const window = await this.redis.hit(limit.policy, key, limit.windowSeconds);
    if (window === undefined) return this.hitInDatabase(limit, key);
    const expiresAt = new Date(this.clock.now().getTime() + window.msLeft);
    return { hits: window.hits, expiresAt };
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

  private async hitInDatabase(
    { policy, limit, windowSeconds }: RateLimit,
    key: Buffer,
  ): Promise<Standing> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + windowSeconds * 1000);
    const [row] = await this.database.call<{ hits: number; expires_at: Date }>(
      'SELECT hits, expires_at FROM count_request($1, $2, $3, $4, $5)',
      [policy, key, expiresAt, now, limit],
    );
    if (row === undefined) throw new Error('the count was not returned');
    return { hits: row.hits, expiresAt: row.expires_at };
  }
}
