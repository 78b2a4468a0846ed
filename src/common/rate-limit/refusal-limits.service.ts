import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../clock/index.js';
import { Problem, tooManyRequests } from '../errors/index.js';
import {
  type Caller,
  callerKey,
  type RateLimit,
  secondsLeft,
  type Standing,
} from './rate-limit.js';
import { RateLimits } from './rate-limits.service.js';

/** Who is stopped is remembered here; whoever is forgotten is counted on. */
const MAX_STOPPED = 10_000;

/**
 * Stops callers of whom too much was refused. All replicas count together; each learns of a caller
 * who has reached the limit at the next refusal it counts itself, so that nothing that goes well
 * costs a question.
 */
@Injectable()
export class RefusalLimits {
  private readonly stopped = new LRUCache<string, Standing>({ max: MAX_STOPPED });

  constructor(
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** @returns the Problem to refuse the caller with, until their window ends; asks nobody */
  stopFor(limit: RateLimit, caller: Caller): Problem | undefined {
    const standing = this.stopped.get(keyOf(limit, caller));
    const now = this.clock.now();
    if (standing === undefined || standing.expiresAt <= now) return undefined;
    const detail = `At most ${limit.limit} refusals in ${limit.windowSeconds} seconds.`;
    return new Problem(tooManyRequests, { detail, retryAfterSeconds: secondsLeft(standing, now) });
  }

  /** Counts that something of the caller's was refused. */
  async count(limit: RateLimit, caller: Caller): Promise<void> {
    const standing = await this.limits.hit(limit, caller);
    if (standing.hits >= limit.limit) this.stopped.set(keyOf(limit, caller), standing);
  }
}

function keyOf({ policy }: RateLimit, caller: Caller): string {
  return `${policy} ${callerKey(caller)}`;
}
