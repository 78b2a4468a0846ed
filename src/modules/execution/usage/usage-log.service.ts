import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import type { SettledCall } from '../../payments/index.js';
import { Storefront } from '../../resources/index.js';
import type { Execution } from '../run/execution.entity.js';
import { ExecutionsRepository } from '../run/executions.repository.js';
import { UsageLogEntry } from './usage-log.entity.js';

/** What a line says of the payment. */
type PaymentColumns = Pick<
  UsageLogEntry,
  'status' | 'amountPaidUsdc' | 'payer' | 'network' | 'transaction'
>;

const UNPAID = { amountPaidUsdc: 0n, payer: null, network: null, transaction: null };

/** Writes one line for every run that ended. */
@Injectable()
export class UsageLog {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly storefront: Storefront,
  ) {}

  /** Logs the run that `call` paid for, in the transaction that settles it. */
  async recordPaid(tx: EntityManager, call: SettledCall): Promise<void> {
    const execution = await this.executions.findByClaim(tx, call.claimId);
    if (execution === null) return;
    await this.storefront.countCall(tx, execution.resourceId);
    const { amount: amountPaidUsdc, payer, network, transaction } = call;
    await write(tx, execution, { status: 'paid', amountPaidUsdc, payer, network, transaction });
  }

  /** Logs the run of a claim that was given back, if it came to a run. */
  async recordNotCharged(tx: EntityManager, claimId: string): Promise<void> {
    const started = await this.executions.findByClaim(tx, claimId);
    if (started === null) return;
    // Still running when its claim is given back: the process that ran it has died.
    await this.executions.finish(tx, started.id, null, 'call_interrupted');
    const execution = await this.executions.find(tx, started.id);
    await write(tx, execution, { ...UNPAID, status: 'not_charged' });
  }

  /** Logs an owner's test run. */
  async recordTest(executionId: string): Promise<void> {
    await this.database.asService('execution', async (tx) => {
      const execution = await this.executions.find(tx, executionId);
      await write(tx, execution, { ...UNPAID, status: 'test' });
    });
  }
}

async function write(
  tx: EntityManager,
  execution: Execution,
  payment: PaymentColumns,
): Promise<void> {
  const { id: executionId, startedAt, finishedAt, resourceId, versionId, ownerId } = execution;
  const { failure, model, usage } = execution;
  const durationMs = (finishedAt ?? startedAt).getTime() - startedAt.getTime();
  const run = { executionId, resourceId, versionId, ownerId, failure, model, usage, durationMs };
  await tx.insert(UsageLogEntry, { ...run, ...payment });
}
