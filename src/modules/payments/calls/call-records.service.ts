import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { problemDocument } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Receipts } from '../receipts/receipts.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import type { Receipt } from '../x402/paid-route.js';
import { type CallState, stateOf } from './call-state.js';
import { Recovery } from './recovery.service.js';
import { hasFailure, ToldFailures } from './told-failures.service.js';

/** How far a call has come, for those who may know. */
export interface CallRecord extends CallState {
  readonly id: string;
  readonly route: string;
  readonly ownerId: string | null;
  /** What was wanted besides the result; null for nothing. */
  readonly wish: unknown;
  /** What the handler returned; for a charged call that failed, what there was by then. */
  readonly result: unknown;
  /** Of the transfer, as soon as it is known; null before, and when nothing was sent. */
  readonly transaction: string | null;
  /** Null unless it was charged. */
  readonly receipt: Receipt | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** Tells how calls stand, and gets those going again whose process died. */
@Injectable()
export class CallRecords {
  constructor(
    private readonly claims: Claims,
    private readonly receipts: Receipts,
    private readonly recovery: Recovery,
    private readonly failures: ToldFailures,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Undefined when there is no such call. `id` must be a UUID. */
  async find(id: string): Promise<CallRecord | undefined> {
    const claim = await this.claims.find(id);
    if (claim === null) return undefined;
    this.wake(claim);
    const { route, ownerId, createdAt, endedAt, status, wish, transaction } = claim;
    const isSettled = status === 'settled';
    return {
      id,
      route,
      ownerId,
      wish,
      createdAt,
      endedAt,
      transaction,
      ...stateOf(claim, await this.toldOf(claim)),
      result: isSettled ? claim.result : null,
      receipt: isSettled ? this.receipts.of(claim) : null,
    };
  }

  private async toldOf(claim: PaymentClaim): Promise<CallRecord['failure']> {
    return hasFailure(claim) ? problemDocument(await this.failures.of(claim)) : null;
  }

  private wake({ id, endedAt, leaseExpiresAt }: PaymentClaim): void {
    if (endedAt !== null || leaseExpiresAt === null || leaseExpiresAt > this.clock.now()) return;
    this.recovery
      .recover(id)
      .catch((error: unknown) => this.logger.error({ err: error, claimId: id }, 'recovery failed'));
  }
}
