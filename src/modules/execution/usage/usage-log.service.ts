import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import type { EndedCall } from '../../payments/index.js';
import { Storefront } from '../../resources/index.js';
import type { Execution } from '../records/execution.entity.js';
import { ExecutionsRepository } from '../records/executions.repository.js';
import type { RunRecord } from '../records/run-record.js';
import { UsageLogEntry } from './usage-log.entity.js';

/** What a line says of the payment. */
type PaymentColumns = Pick<
  UsageLogEntry,
  'status' | 'amountPaidUsdc' | 'payer' | 'network' | 'transaction'
>;

const UNPAID = { amountPaidUsdc: 0n, payer: null, network: null, transaction: null };

/** Books every run that ended: the execution, one line for each attempt, and the count of sales. */
@Injectable()
export class UsageLog {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly storefront: Storefront,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Books the run of a paid call, in the transaction that ends the call or after it, and tells the
   * creator of one that failed. Booking it again changes nothing.
   */
  async recordCall(
    tx: EntityManager,
    call: EndedCall & { readonly ownerId: string },
    resourceId: string,
    record: RunRecord,
  ): Promise<void> {
    const { id, ownerId, offerId: versionId, attempt } = call;
    const run = { id, resourceId, versionId, ownerId, claimId: id, isTest: false, attempt };
    const execution = await this.executions.book(tx, run, record);
    const { transaction, payer, network } = call;
    if (transaction === null || (attempt > 1 && (await isPaid(tx, id)))) {
      const status = transaction === null ? 'not_charged' : 'rerun';
      if (await write(tx, execution, { ...UNPAID, status })) await this.tell(tx, execution, call);
      return;
    }
    const paid = {
      status: 'paid',
      amountPaidUsdc: call.amount,
      payer,
      network,
      transaction,
    } as const;
    if (!(await write(tx, execution, paid))) return;
    await this.storefront.noteCall(tx, resourceId);
    await this.tell(tx, execution, call);
  }

  /** Tells of a failure by its code: what was asked, and what a provider said, stays here. */
  private async tell(
    tx: EntityManager,
    { ownerId: userId, resourceId, failure, attempt }: Execution,
    { id: claimId, transaction }: EndedCall,
  ): Promise<void> {
    if (failure === null) return;
    const data = { claimId, resourceId, failure, attempt, charged: transaction !== null };
    await this.outbox.add(tx, { userId, type: 'execution.failed', data });
  }

  /** Books an owner's test run. It never fails a run that is over: one that stays open is ended later. */
  async recordTest(
    run: { readonly id: string; readonly resourceId: string; readonly ownerId: string },
    record: RunRecord,
  ): Promise<void> {
    const test = { ...run, versionId: null, claimId: null, isTest: true, attempt: 1 };
    const booking = this.database.asService('execution', async (tx) => {
      await write(tx, await this.executions.book(tx, test, record), { ...UNPAID, status: 'test' });
    });
    await booking.catch((error: unknown) =>
      this.logger.error({ err: error, executionId: run.id }, 'a test run was not booked'),
    );
  }
}

/** One line of a call is the paid one: the first that was booked once it was charged. */
function isPaid(tx: EntityManager, executionId: string): Promise<boolean> {
  return tx.existsBy(UsageLogEntry, { executionId, status: 'paid' });
}

/** False when the attempt has its line already. */
async function write(
  tx: EntityManager,
  execution: Execution,
  payment: PaymentColumns,
): Promise<boolean> {
  const { id: executionId, startedAt, finishedAt, resourceId, versionId, ownerId } = execution;
  const { failure, model, usage, attempt } = execution;
  const durationMs = Math.max(0, (finishedAt ?? startedAt).getTime() - startedAt.getTime());
  const run = { executionId, attempt, resourceId, versionId, ownerId, failure, model, usage };
  const { raw } = await tx
    .createQueryBuilder()
    .insert()
    .into(UsageLogEntry)
    .values({ ...run, durationMs, ...payment })
    .orIgnore()
    .returning('id')
    .execute();
  return (raw as unknown[]).length > 0;
}
