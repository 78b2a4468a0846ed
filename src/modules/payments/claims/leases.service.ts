import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ReservedConnections } from '../../../common/database/index.js';
import { Lifetime, orAborted } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { LEASE_SECONDS } from './claims.repository.js';
import { type HeldClaim, LeaseLost } from './held-claim.js';

const LEASE_MS = LEASE_SECONDS * 1000;
const HEARTBEAT_MS = LEASE_MS / 3;
/** How soon a beat that failed is made up for, and how often it is seen whether time is up. */
const WATCH_MS = 500;
/** By how much sooner a lease is given up here than anybody else may take it over. */
const MARGIN_MS = 3_000;

/** One that waits for the lock of a change is renewed with the next beat, and holds up no other. */
const RENEW = `
  UPDATE payment_claims SET lease_expires_at = now() + interval '${LEASE_SECONDS} seconds'
   WHERE id IN (SELECT id FROM payment_claims
                 WHERE id = ANY($1::uuid[]) AND lease_token = ANY($2::uuid[])
                   FOR UPDATE SKIP LOCKED)
  RETURNING lease_token AS token`;

interface Lease {
  readonly claimId: string;
  /** By a clock that never goes back. */
  soundUntil: number;
  readonly lost: AbortController;
  readonly ended: Promise<unknown>;
}

/**
 * Keeps the leases of all claims that this process works on, in one statement for all, over
 * connections that nothing else can use up. A lease that cannot be renewed in time is given up here
 * before somebody else may take the claim over.
 */
@Injectable()
export class Leases implements BeforeApplicationShutdown {
  private readonly held = new Map<string, Lease>();
  private watch: NodeJS.Timeout | undefined;
  private lastBeat = 0;
  private isBeating = false;

  constructor(
    private readonly connections: ReservedConnections,
    private readonly lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Keeps the lease alive while `work` runs.
   * @param work is told by the signal when the lease is lost; what it still does goes nowhere then
   * @throws {LeaseLost} as soon as the claim may be somebody else's
   */
  async whileHeld<T>(claim: HeldClaim, work: (lost: AbortSignal) => Promise<T>): Promise<T> {
    const soundUntil = performance.now() + LEASE_MS - MARGIN_MS;
    const lost = new AbortController();
    const ended = orAborted(work(lost.signal), lost.signal);
    this.held.set(claim.leaseToken, { claimId: claim.id, soundUntil, lost, ended });
    this.start();
    try {
      return await ended;
    } finally {
      this.held.delete(claim.leaseToken);
      if (this.held.size === 0) this.stop();
    }
  }

  /** Calls under way are finished before the process ends, or put down when its time is up. */
  beforeApplicationShutdown(): Promise<void> {
    return this.lifetime.waitFor(this.allEnded());
  }

  private async allEnded(): Promise<void> {
    while (this.held.size > 0) {
      await Promise.allSettled([...this.held.values()].map(({ ended }) => ended));
    }
  }

  private start(): void {
    if (this.watch !== undefined) return;
    this.lastBeat = performance.now();
    this.watch = setInterval(() => this.look(), WATCH_MS);
  }

  private stop(): void {
    clearInterval(this.watch);
    this.watch = undefined;
  }

  private look(): void {
    const now = performance.now();
    for (const { claimId, soundUntil, lost } of this.held.values()) {
      if (now < soundUntil) continue;
      lost.abort(new LeaseLost(`the lease of claim ${claimId} could not be renewed in time`));
    }
    if (!this.isBeating && now - this.lastBeat >= HEARTBEAT_MS) void this.beat(now);
  }

  private async beat(now: number): Promise<void> {
    this.isBeating = true;
    try {
      const leases = [...this.held];
      const ids = leases.map(([, { claimId }]) => claimId);
      const tokens = leases.map(([token]) => token);
      const renewed = await this.connections.asService<{ token: string }>('payments', RENEW, [
        ids,
        tokens,
      ]);
      for (const { token } of renewed) {
        const lease = this.held.get(token);
        // Counted from before it was asked for: PostgreSQL counts from later.
        if (lease !== undefined) lease.soundUntil = now + LEASE_MS - MARGIN_MS;
      }
      this.lastBeat = now;
    } catch (error) {
      this.logger.warn({ err: error, claims: this.held.size }, 'leases were not renewed');
    } finally {
      this.isBeating = false;
    }
  }
}
