import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { PaymentClaim } from './claim.entity.js';
import { ClaimsRepository, LEASE_SECONDS } from './claims.repository.js';
import type { ClaimChanges, HeldClaim, NewClaim, PaymentKey } from './held-claim.js';

const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 3;

/** Reserves payments, and keeps, moves and passes on the reservations. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly repository: ClaimsRepository,
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

  /** The claim that holds the payment now. */
  findByPayment(payment: PaymentKey): Promise<PaymentClaim | null> {
    return this.database.asService('payments', (tx) => this.repository.findByPayment(tx, payment));
  }

  /** Ids of claims that wait for somebody to go on with them. */
  findAbandoned(limit: number): Promise<string[]> {
    return this.database.asService('payments', (tx) => this.repository.findAbandoned(tx, limit));
  }

  /** Undefined when somebody works on the claim, it has ended, or its work rests for now. */
  takeOver(id: string): Promise<HeldClaim | undefined> {
    return this.database.asService('payments', (tx) =>
      this.repository.takeOver(tx, id, randomUUID()),
    );
  }

  /** Moves a held claim on and returns it as it then is. @throws {LeaseLost} */
  change(claim: HeldClaim, changes: ClaimChanges): Promise<HeldClaim> {
    return this.database.asService('payments', (tx) => this.repository.change(tx, claim, changes));
  }

  /** Stops holding the claim; it is to be looked at again at `next`. @throws {LeaseLost} */
  putDown(claim: HeldClaim, next: Date): Promise<void> {
    return this.database.asService('payments', (tx) => this.repository.putDown(tx, claim, next));
  }

  /** Notes that the buyer came back or was told to: from now on a crash does not end the call. */
  detach(id: string): Promise<void> {
    return this.database.asService('payments', (tx) => this.repository.detach(tx, id));
  }

  /** Deletes content of calls that ended before, at most `limit` of them. @returns how many */
  purge(endedBefore: Date, limit: number): Promise<number> {
    return this.database.asService('payments', (tx) =>
      this.repository.purge(tx, endedBefore, limit),
    );
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

  /** A missed beat is made up by the next; a lost lease shows at the next change. */
  private async showLife(claim: HeldClaim): Promise<void> {
    try {
      await this.database.asService('payments', (tx) => this.repository.renewLease(tx, claim));
    } catch (error) {
      this.logger.warn({ err: error, claimId: claim.id }, 'the lease of a claim was not renewed');
    }
  }
}
