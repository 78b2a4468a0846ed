import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { PayerStatements } from '../networks/payer-statements.service.js';
import { receiptNotFound } from '../payment-problems.js';
import { refundNotOffered, refundTooLate } from './refund-problems.js';
import type { RefundView } from './refund-view.js';
import { Refunds } from './refunds.service.js';
import { RefundsRepository } from './refunds.repository.js';
import { type RefundRequest, requestStatement } from './request-statement.js';

/** How long after a payment its refund can be asked for. */
const REQUEST_WINDOW_MS = 30 * 24 * 60 * 60_000;

/** Takes the requests of payers, who have no account: the wallet that paid signs. */
@Injectable()
export class RefundRequests {
  constructor(
    private readonly database: Database,
    private readonly repository: RefundsRepository,
    private readonly refunds: Refunds,
    private readonly statements: PayerStatements,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {Problem} `receipt_not_found`, `not_the_payer`, `refund_too_late`, `refund_not_offered`,
   * `refund_exists` with its state, `invalid_input` for a time that is off, or `chain_unavailable`
   */
  async request(request: RefundRequest, signature: string): Promise<RefundView> {
    const { issuedAt, receiptId } = request;
    this.statements.assertPresent(issuedAt);
    const settlement = await this.database.asService('payments', (tx) =>
      this.repository.settlement(tx, receiptId),
    );
    if (settlement === null) throw new Problem(receiptNotFound);
    const { network, payer, ownerId, settledAt } = settlement;
    const statement = requestStatement(request);
    await this.statements.assertSigned({ network, payer, statement, issuedAt, signature });
    const age = this.clock.now().getTime() - settledAt.getTime();
    if (age > REQUEST_WINDOW_MS) throw new Problem(refundTooLate);
    if (ownerId === null) throw new Problem(refundNotOffered);
    return this.refunds.request(settlement, request.reason);
  }
}
