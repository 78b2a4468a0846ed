import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import {
  type PaymentState,
  Problem,
  type ProblemDetails,
  unforeseen,
} from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import { mayBePublic } from '../claims/claim-lifecycle.js';
import { failedSettlementHeaders } from '../x402/response-headers.js';
import { paymentOf } from './call-state.js';
import { type AnsweredCall, WayBack } from './way-back.service.js';

const NEXT_STEP = {
  unknown:
    'We do not know yet whether the payment went through; we are asking the chain. Ask at `statusUrl` with the header PAYMENT-TICKET, or send the same request with the same payment and that header again. You cannot be charged twice.',
  charged:
    'You were charged. Ask at `statusUrl` with the header PAYMENT-TICKET what becomes of the call; do not pay again.',
} as const;

/** Tells buyers of calls that gave no result how that leaves their money, and how to come back. */
@Injectable()
export class FailedCalls {
  constructor(
    private readonly claims: Claims,
    private readonly wayBack: WayBack,
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * What the buyer is told: whatever went wrong, how it leaves their money, and unless nothing was
   * charged, the way back. A settlement that failed is told as x402 v2 does (HTTP transport,
   * "Settlement failure").
   */
  async complete(call: AnsweredCall, error: unknown): Promise<Problem> {
    const claim = await this.find(call);
    const problem = error instanceof Problem ? error : unexpected(error, claim);
    const { type, details: said, cause } = problem;
    const payment = said.payment ?? (claim === null ? 'unknown' : paymentOf(claim));
    const details = {
      ...said,
      payment,
      ...(claim && this.promiseOf(claim, said)),
      headers: { ...said.headers, ...(claim && this.settlementOf(claim)) },
    };
    if (payment === 'not_charged') return new Problem(type, details, { cause });
    const known = payment === 'charged' && said.detail !== undefined ? `${said.detail} ` : '';
    const detail = known + NEXT_STEP[payment];
    const transaction = claim?.transaction ?? null;
    const extensions = { ...said.extensions, ...this.wayBack.of(call), transaction };
    const headers = { ...details.headers, ...this.wayBack.headers(call) };
    return new Problem(type, { ...details, detail, extensions, headers }, { cause });
  }

  /** Whether the same payment alone can succeed later, where the claim says otherwise than the problem. */
  private promiseOf(
    claim: PaymentClaim,
    { retryAfterSeconds = 0 }: ProblemDetails,
  ): Pick<ProblemDetails, 'retryable'> {
    if (needsTicket(claim)) return { retryable: false };
    if (claim.status === 'refused') return { retryable: true };
    const earliest = this.clock.now().getTime() + retryAfterSeconds * 1000;
    const isTooLate = claim.status === 'released' && claim.validBefore.getTime() < earliest;
    return isTooLate ? { retryable: false } : {};
  }

  /** Null when it cannot be read now: the buyer is told what is known without it. */
  private async find({ id }: AnsweredCall): Promise<PaymentClaim | null> {
    try {
      return await this.claims.find(id);
    } catch (error) {
      this.logger.warn({ err: error, claimId: id }, 'a call that failed could not be looked up');
      return null;
    }
  }

  private settlementOf(claim: PaymentClaim): Record<string, string> {
    const { network: id, payer, transaction, status, failure } = claim;
    const isPending = status === 'unknown' && transaction !== null;
    const hasFailed = (status === 'refused' || status === 'released') && mayBePublic(claim);
    if (!isPending && !hasFailed) return {};
    const reason = failure?.details.extensions?.['reason'];
    const errorReason = isPending ? 'settlement_pending' : String(reason);
    const network = { id, v1Name: this.networks.find(id)?.v1Name };
    return failedSettlementHeaders({ errorReason, payer, transaction }, network);
  }
}

/** Without anything that only the buyer knows, the payment alone is not enough any more. */
function needsTicket(claim: PaymentClaim): boolean {
  return mayBePublic(claim) && claim.retryDigest === null && claim.paymentIdentifier === null;
}

function unexpected(error: unknown, claim: PaymentClaim | null): Problem {
  const payment: PaymentState = claim === null ? 'unknown' : paymentOf(claim);
  return unforeseen(error, { payment });
}
