import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { PaymentClaim } from './claim.entity.js';
import {
  ClaimsRepository,
  type HeldClaim,
  LEASE_SECONDS,
  type NewClaim,
} from './claims.repository.js';
import { storeFailure } from './failure.js';
import type { ClaimStatus } from './lifecycle.js';

const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 3;

/** Reserves payments and keeps, moves and gives back the reservations. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly repository: ClaimsRepository,
    private readonly routes: PaidRoutes,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Reserves the payment durably, or returns the claim that already holds it. */
  async take(claim: Omit<NewClaim, 'id'>): Promise<{ held: HeldClaim } | { taken: PaymentClaim }> {
    const candidate = { ...claim, id: randomUUID() };
    for (;;) {
      const result = await this.database.asService('payments', async (tx) => {
        const held = await this.repository.insert(tx, candidate, randomUUID());
        if (held !== undefined) return { held };
        const taken = await this.repository.findActive(tx, candidate);
        return taken === null ? undefined : { taken };
      });
      // Undefined: it was released between the two statements, so it can be taken after all.
      if (result !== undefined) return result;
    }
  }

  find(id: string): Promise<PaymentClaim | null> {
    return this.database.asService('payments', (tx) => this.repository.find(tx, id));
  }

  findAbandoned(limit: number): Promise<PaymentClaim[]> {
    return this.database.asService('payments', (tx) =>
      this.repository.findAbandoned(tx, this.clock.now(), limit),
    );
  }

  takeOver(id: string): Promise<HeldClaim | undefined> {
    return this.database.asService('payments', (tx) =>
      this.repository.takeOver(tx, id, randomUUID()),
    );
  }

  /** Moves a held claim on and returns it as it then is. @throws {LeaseLost} */
  async move(
    claim: HeldClaim,
    status: ClaimStatus,
    changes: { readonly result?: unknown } = {},
  ): Promise<HeldClaim> {
    await this.database.asService('payments', (tx) =>
      this.repository.move(tx, claim, status, changes),
    );
    return { ...claim, ...changes, status };
  }

  /** Gives the payment back: nothing is charged, and whoever waits is told `failure`. */
  async release(claim: HeldClaim, failure: Problem): Promise<Problem> {
    const told = new Problem(failure.type, { ...failure.details, payment: 'not_charged' });
    const route = this.routes.find(claim.route);
    await this.database.asService('payments', async (tx) => {
      await this.repository.move(tx, claim, 'released', {
        failure: storeFailure(told),
        result: null,
      });
      await route?.onReleased?.(tx, claim.id);
    });
    return told;
  }

  /** Stops working on a claim whose outcome is unknown; others may take it over after a while. */
  async leaveUnknown(claim: HeldClaim, retryAfterSeconds: number): Promise<void> {
    await this.database.asService('payments', async (tx) => {
      const { status, transaction } = claim;
      if (status !== 'unknown') await this.repository.move(tx, claim, 'unknown', { transaction });
      await this.repository.renewLease(tx, claim, retryAfterSeconds);
    });
  }

  /** Keeps the lease alive while `work` runs. */
  async whileHeld<T>(claim: HeldClaim, work: () => Promise<T>): Promise<T> {
    const beat = setInterval(() => void this.showLife(claim), HEARTBEAT_MS);
    try {
      return await work();
    } finally {
      clearInterval(beat);
    }
  }

  /** A missed beat is made up by the next; a lost lease shows at the next move. */
  private async showLife(claim: HeldClaim): Promise<void> {
    try {
      await this.database.asService('payments', (tx) => this.repository.renewLease(tx, claim));
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the lease of a claim was not renewed');
    }
  }
}
