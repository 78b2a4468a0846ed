import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Database, isLockTimeout } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { payerBusy } from '../problems.js';
import type { PaymentClaim } from './claim.entity.js';
import { ClaimsRepository, LEASE_SECONDS } from './claims.repository.js';
import type { ClaimChanges, HeldClaim, NewClaim, PaymentKey } from './held-claim.js';
import { ReservationsRepository } from './reservations.repository.js';

const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 3;

/** Reserves payments, and keeps, moves and passes on the reservations. */
@Injectable()
export class Claims {
  private readonly payFirstMs: number;

  constructor(
    private readonly database: Database,
    private readonly repository: ClaimsRepository,
    private readonly reservations: ReservationsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.payFirstMs = config.UNPAID_WORK_PAY_FIRST_HOURS * 3_600_000;
  }

  /**
   * Reserves the payment durably, or returns the claim that already holds it. Payments of one payer
   * are reserved one after the other.
   * @throws {Problem} `payer_busy` when those before take too long
   */
  async take(claim: Omit<NewClaim, 'id'>): Promise<{ held: HeldClaim } | { taken: PaymentClaim }> {
    const candidate = { ...claim, id: randomUUID() };
    for (;;) {
      const result = await this.tryToTake(candidate);
      // Undefined: it was released between the two statements, so it can be taken after all.
      if (result !== undefined) return result;
    }
  }

  private async tryToTake(candidate: NewClaim) {
    const { network, asset, payer } = candidate;
    const turn = `${network} ${asset} ${payer}`;
    const unpaidSince = new Date(this.clock.now().getTime() - this.payFirstMs);
    try {
      return await this.database.asServiceInTurn('payments', turn, async (tx) => {
        const held = await this.reservations.insert(tx, candidate, randomUUID(), unpaidSince);
        if (held !== undefined) return { held };
        const taken = await this.repository.findActive(tx, candidate);
        return taken === null ? undefined : { taken };
      });
    } catch (error) {
      throw isLockTimeout(error) ? new Problem(payerBusy, { payment: 'unknown' }) : error;
    }
  }

  /** What is open of the claim's payer and was reserved before it, in atomic units. */
  openBefore(id: string): Promise<bigint> {
    return this.database.asService('payments', (tx) => this.reservations.openBefore(tx, id));
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

  /** Deletes claims that were given back before any work began, at most `limit`. @returns how many */
  async forget(endedBefore: Date, limit: number): Promise<number> {
    const [row] = await this.database.call<{ forgotten: number }>(
      'SELECT forget_claims($1, $2) AS forgotten',
      [endedBefore, limit],
    );
    return row?.forgotten ?? 0;
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
