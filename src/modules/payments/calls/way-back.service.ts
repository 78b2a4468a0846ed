import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { internalError, type PaymentState, Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { Tickets } from '../receipts/tickets.service.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { Claims } from '../settlement/claims.service.js';
import { mayBePublic } from '../settlement/lifecycle.js';
import { CALL_ID_HEADER, failedSettlementHeaders } from '../x402/response-headers.js';
import { TICKET_HEADER } from '../x402/claimant.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { paymentOf } from './call-state.js';

/** A call whose buyer is answered. */
export type AnsweredCall = Pick<PaymentClaim, 'id' | 'route'>;

/** By what a buyer finds a call again whose answer they did not get, or not yet. */
export interface Way {
  readonly id: string;
  readonly statusUrl: string;
  /** Shows at `statusUrl`, or beside the payment, that the call is theirs. */
  readonly ticket: string;
}

const NEXT_STEP = {
  unknown:
    'We do not know yet whether the payment went through; the server asks the chain. Ask at `statusUrl` with the header PAYMENT-TICKET, or send the same request with the same payment and that header again. You cannot be charged twice.',
  charged:
    'You were charged. Ask at `statusUrl` with the header PAYMENT-TICKET what becomes of the call; do not pay again.',
} as const;

/** Tells buyers how to come back to a call: nobody who may have paid is left without. */
@Injectable()
export class WayBack {
  constructor(
    private readonly claims: Claims,
    private readonly routes: PaidRoutes,
    private readonly tickets: Tickets,
    private readonly networks: PaymentNetworks,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The way back to a call. */
  of({ id, route }: AnsweredCall): Way {
    const path = this.routes.find(route)?.statusPath?.(id) ?? `/api/v1/calls/${id}`;
    return { id, statusUrl: `${this.config.PUBLIC_URL}${path}`, ticket: this.tickets.of(id) };
  }

  /** The same in headers, for answers of any kind. */
  headers({ id }: Pick<PaymentClaim, 'id'>): Record<string, string> {
    return { [CALL_ID_HEADER]: id, [TICKET_HEADER]: this.tickets.of(id) };
  }

  /**
   * What the buyer of a call that gave no result is told: whatever went wrong, how it leaves their
   * money, and unless nothing was charged, the way back. A settlement that failed is told as x402 v2
   * does (HTTP transport, "Settlement failure").
   */
  async complete(call: AnsweredCall, error: unknown): Promise<Problem> {
    const claim = await this.find(call);
    const problem = error instanceof Problem ? error : unexpected(error, claim);
    const payment = problem.details.payment ?? (claim === null ? 'unknown' : paymentOf(claim));
    const headers = { ...problem.details.headers, ...(claim && this.settlementOf(claim)) };
    const details = { ...problem.details, payment, headers };
    if (payment === 'not_charged')
      return new Problem(problem.type, details, { cause: problem.cause });
    const transaction = claim?.transaction ?? null;
    return new Problem(
      problem.type,
      {
        ...details,
        detail: [payment === 'charged' ? details.detail : undefined, NEXT_STEP[payment]]
          .filter((sentence) => sentence !== undefined)
          .join(' '),
        ...(claim && needsTicket(claim) && { retryable: false }),
        extensions: { ...details.extensions, ...this.of(call), transaction },
        headers: { ...headers, ...this.headers(call) },
      },
      { cause: problem.cause },
    );
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
  return new Problem(internalError, { payment }, { cause: error });
}
