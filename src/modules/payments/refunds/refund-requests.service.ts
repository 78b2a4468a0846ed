import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { Settlement } from '../settlement/settlement.entity.js';
import { chainUnavailable, notThePayer, refundNotOffered, refundTooLate } from './problems.js';
import { receiptNotFound } from '../problems.js';
import type { RefundView } from './refund-view.js';
import { Refunds } from './refunds.service.js';
import { RefundsRepository } from './refunds.repository.js';
import { type RefundRequest, requestStatement } from './request-statement.js';

/** How long after a payment its refund can be asked for. */
const REQUEST_WINDOW_MS = 30 * 24 * 60 * 60_000;
/** How far a request's time may be from ours, so that a signature cannot be kept for later. */
const MAX_CLOCK_DIFFERENCE_MS = 10 * 60_000;

/** Takes the requests of payers, who have no account: the wallet that paid signs. */
@Injectable()
export class RefundRequests {
  constructor(
    private readonly database: Database,
    private readonly repository: RefundsRepository,
    private readonly refunds: Refunds,
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @throws {Problem} `receipt_not_found`, `not_the_payer`, `refund_too_late`, `refund_not_offered`,
   * `refund_exists` with its state, `invalid_input` for a time that is off, or `chain_unavailable`
   */
  async request(request: RefundRequest, signature: `0x${string}`): Promise<RefundView> {
    this.assertPresent(request.issuedAt);
    const settlement = await this.database.asService('payments', (tx) =>
      this.repository.settlement(tx, request.receiptId),
    );
    if (settlement === null) throw new Problem(receiptNotFound);
    if (!(await this.isSignedByPayer(settlement, request, signature))) {
      throw new Problem(notThePayer);
    }
    const age = this.clock.now().getTime() - settlement.settledAt.getTime();
    if (age > REQUEST_WINDOW_MS) throw new Problem(refundTooLate);
    if (settlement.ownerId === null) throw new Problem(refundNotOffered);
    return this.refunds.request(settlement, request.reason);
  }

  private assertPresent(issuedAt: number): void {
    const difference = Math.abs(this.clock.now().getTime() - issuedAt * 1000);
    if (difference <= MAX_CLOCK_DIFFERENCE_MS) return;
    const message = 'must be the present time in seconds, give or take ten minutes';
    throw new Problem(invalidInput, { errors: [{ field: 'issuedAt', message }] });
  }

  private async isSignedByPayer(
    { network, payer, claimId }: Settlement,
    request: RefundRequest,
    signature: `0x${string}`,
  ): Promise<boolean> {
    try {
      const statement = requestStatement(request);
      const signed = this.networks.find(network)?.isSignedBy(payer, statement, signature);
      if (signed !== undefined) return await signed;
    } catch (error) {
      this.logger.warn({ err: error, claimId }, 'a signature could not be checked on the chain');
    }
    throw new Problem(chainUnavailable, { retryAfterSeconds: 5 });
  }
}
