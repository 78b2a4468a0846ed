import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { type PaymentState, problemDocument } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Receipts } from '../receipts/receipts.service.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { Claims } from '../settlement/claims.service.js';
import type { Receipt } from '../x402/paid-route.js';
import { Recovery } from './recovery.service.js';
import { hasFailure, ToldFailures } from './told-failures.service.js';

/** How far a call has come, for those who may know. */
export interface CallRecord {
  readonly id: string;
  readonly ownerId: string | null;
  readonly status: 'running' | 'succeeded' | 'failed' | 'expired';
  readonly payment: PaymentState;
  /** What was wanted besides the result; null for nothing. */
  readonly wish: unknown;
  /** What the handler returned; for a charged call that failed, what there was by then. */
  readonly result: unknown;
  /** Why there is no result (RFC 9457); null when there is, or may still be, one. */
  readonly failure: Record<string, unknown> | null;
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
    const { ownerId, createdAt, endedAt, status, wish } = claim;
    const isSettled = status === 'settled';
    return {
      id,
      ownerId,
      wish,
      createdAt,
      endedAt,
      ...stateOf(claim, await this.toldOf(claim)),
      result: isSettled ? claim.result : null,
      receipt: isSettled ? await this.receipts.of(claim) : null,
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

function stateOf(
  { status, work, purgedAt }: PaymentClaim,
  told: CallRecord['failure'],
): Pick<CallRecord, 'status' | 'payment' | 'failure'> {
  if (status === 'settled') {
    const payment = 'charged';
    if (work === 'pending') return { status: 'running', payment, failure: null };
    if (purgedAt !== null) return { status: 'expired', payment, failure: told };
    return { status: work === 'done' ? 'succeeded' : 'failed', payment, failure: told };
  }
  if (status === 'released' || status === 'refused') {
    return { status: 'failed', payment: 'not_charged', failure: told };
  }
  const isAsked = status === 'settling' || status === 'unknown';
  return { status: 'running', payment: isAsked ? 'unknown' : 'not_charged', failure: null };
}
