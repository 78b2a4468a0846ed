import { Injectable } from '@nestjs/common';
import { adviceFor, Egress, EgressFailure } from '../../../common/egress/index.js';
import { type RateLimit, RateLimits } from '../../../common/rate-limit/index.js';
import type { Warning } from '../records/listing.js';

/** How long a creator waits for their own server to accept a connection. */
const PATIENCE_MS = 2_000;

/** Each connects to a server of the creator's choice. */
const TRIED: RateLimit = { policy: 'tried_endpoints', limit: 20, windowSeconds: 60 };

/** Finds out whether anybody gets to a creator's own server. It asks others: never inside a transaction. */
@Injectable()
export class EndpointReach {
  constructor(
    private readonly egress: Egress,
    private readonly limits: RateLimits,
  ) {}

  /** What its creator should know of it; nothing where a connection can be made. */
  async warningsOf(url: string): Promise<Warning[]> {
    try {
      await this.egress.reach(url, PATIENCE_MS);
      return [];
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error;
      const { text, setting } = adviceFor(error);
      const message = `The server cannot reach your endpoint, and calls fail. ${error.message}. ${text}`;
      const reason = error.reason ?? error.kind;
      return [{ code: 'endpoint_unreachable', message, reason, ...(setting && { setting }) }];
    }
  }

  /** The same for a user, who may try a few of them a minute. @throws {Problem} too_many_requests */
  async warningsFor(userId: string, url: string): Promise<Warning[]> {
    await this.limits.admit(TRIED, { userId, address: '' });
    return this.warningsOf(url);
  }
}
