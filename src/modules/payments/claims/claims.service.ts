import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../common/clock/index.js';
import {
  Database,
  isLockTimeout,
  SEEN_BEFORE_KEPT,
  Turns,
} from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { payerBusy, serverEnding } from '../payment-problems.js';
import { claimsConfig } from './claims.config.js';
import type { PaymentClaim } from './claim.entity.js';
import { asLeaseLost, changeOf } from './claim-change.js';
import { ClaimsRepository, LEASE_SECONDS, type OpenByUse } from './claims.repository.js';
import type { ClaimChanges, HeldClaim, NewClaim, PaymentKey } from './held-claim.js';
import { heldOf, takeCall } from './new-claim.js';

/** Reserves payments, and keeps, moves and passes on the reservations. */
@Injectable()
export class Claims {
  private readonly payFirstMs: number;
  private readonly turns = new Turns();

  constructor(
    private readonly database: Database,
    private readonly repository: ClaimsRepository,
    private readonly clock: Clock,
    private readonly lifetime: Lifetime,
    @Inject(claimsConfig.KEY) config: ConfigType<typeof claimsConfig>,
  ) {
    this.payFirstMs = config.payFirstMs;
  }

  /**
   * Reserves the payment durably, or returns the claim that already holds it. Payments of one payer
   * are reserved one after the other.
   * @throws {Problem} `payer_busy` when those before take too long, `server_ending` for a new one while
   * this process ends
   */
  async take(claim: Omit<NewClaim, 'id'>): Promise<{ held: HeldClaim } | { taken: PaymentClaim }> {
    const candidate = { ...claim, id: uuidv7() };
    for (;;) {
      const result = await this.tryToTake(candidate);
      // Undefined: it was released between the two statements, so it can be taken after all.
      if (result !== undefined) return result;
    }
  }

  private async tryToTake(candidate: NewClaim) {
    const held = this.lifetime.isEnding ? undefined : await this.reserve(candidate);
    if (held !== undefined) return { held };
    const taken = await this.database.asService('payments', (tx) =>
      this.repository.findActive(tx, candidate),
    );
    if (taken === null && this.lifetime.isEnding) throw endingNow();
    return taken === null ? undefined : { taken };
  }

  /** Who waits for their turn here holds no connection, so many of one payer hold up no other. */
  private reserve(candidate: NewClaim): Promise<HeldClaim | undefined> {
    const { network, asset, payer, detached } = candidate;
    const leaseToken = randomUUID();
    const unpaidSince = new Date(this.clock.now().getTime() - this.payFirstMs);
    const take = takeCall(candidate, leaseToken, unpaidSince, LEASE_SECONDS);
    // What was promised to go on has to last. Anything else that a crash of PostgreSQL forgets was never
    // charged: the network is asked only once `settling` is kept, and `settling` needs this row.
    const calls = detached ? [take] : [take, SEEN_BEFORE_KEPT];
    return this.turns.take(`${network} ${asset} ${payer}`, async () => {
      const [given] = await this.database.callAll(calls).catch(tellBusy);
      return heldOf(candidate, leaseToken, given);
    });
  }

  /** What is open of the claim's payer and was reserved before it, in atomic units. */
  openBefore(id: string): Promise<bigint> {
    return this.database.asService('payments', (tx) => this.repository.openBefore(tx, id));
  }

  /** What is open of the claim's payer that is charged by use and was reserved before it. */
  openByUseBefore(id: string): Promise<OpenByUse> {
    return this.database.asService('payments', (tx) => this.repository.openByUseBefore(tx, id));
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

  /**
   * Undefined when somebody works on the claim, it has ended, its work rests for now, or this process
   * is about to end.
   */
  async takeOver(id: string): Promise<HeldClaim | undefined> {
    if (this.lifetime.isEnding) return undefined;
    return this.database.asService('payments', (tx) =>
      this.repository.takeOver(tx, id, randomUUID()),
    );
  }

  /** Moves a held claim on and returns it as it then is. @throws {LeaseLost} */
  async change(claim: HeldClaim, changes: ClaimChanges): Promise<HeldClaim> {
    const { call, next } = changeOf(claim, changes);
    await this.database.callAll([call]).catch(asLeaseLost);
    return next;
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
  forget(endedBefore: Date, limit: number): Promise<number> {
    return this.database.asService('payments', async (tx) => {
      const [row] = await tx.query<{ forgotten: number }[]>(
        'SELECT forget_claims($1, $2) AS forgotten',
        [endedBefore, limit],
      );
      return row?.forgotten ?? 0;
    });
  }
}

function tellBusy(error: unknown): never {
  throw isLockTimeout(error) ? new Problem(payerBusy, { payment: 'unknown' }) : error;
}

function endingNow(): Problem {
  return new Problem(serverEnding, { payment: 'not_charged', retryAfterSeconds: 1 });
}
