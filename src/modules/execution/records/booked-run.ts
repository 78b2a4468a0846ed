import type { FunctionCall } from '../../../common/database/index.js';
import type { AnyEvent } from '../../../common/outbox/index.js';
import type { EndedCall } from '../../payments/index.js';
import { type RunRecord, usageColumns } from './run-record.js';

/** A run that has ended, but for how. */
interface EndedRun {
  readonly id: string;
  readonly resourceId: string;
  readonly versionId: string | null;
  readonly ownerId: string;
  readonly claimId: string | null;
  readonly attempt: number;
}

/** What a line of the usage log says of the payment. */
interface PaymentColumns {
  readonly status: 'paid' | 'test' | 'not_charged';
  /** Atomic USDC. */
  readonly amount_paid_usdc: string;
  readonly payer?: string;
  readonly network?: string;
  readonly transaction?: string;
}

/**
 * Books the run of a paid call: the execution, one line of the usage log for each attempt, and the count of
 * sales; and tells the creator of one that failed, by its code: what was asked, and what a provider said,
 * stays here. Booking it again changes nothing.
 */
export function paidRunCall(
  call: EndedCall & { readonly ownerId: string },
  resourceId: string,
  record: RunRecord,
): FunctionCall {
  const { id, ownerId, offerId: versionId, attempt, transaction } = call;
  const run = { id, resourceId, versionId, ownerId, claimId: id, attempt };
  const charged = transaction !== null;
  const { failure } = record;
  if (failure === null) return runCall(run, record, paymentOf(call), null);
  const data = { claimId: id, resourceId, failure, attempt, charged };
  return runCall(run, record, paymentOf(call), { type: 'execution.failed', data });
}

/** Books an owner's test run, of which nobody is told. */
export function testRunCall(
  run: Pick<EndedRun, 'id' | 'resourceId' | 'ownerId'>,
  record: RunRecord,
): FunctionCall {
  const test = { ...run, versionId: null, claimId: null, attempt: 1 };
  return runCall(test, record, { status: 'test', amount_paid_usdc: '0' }, null);
}

function paymentOf({ transaction, amount, payer, network }: EndedCall): PaymentColumns {
  if (transaction !== null) {
    return { status: 'paid', amount_paid_usdc: amount.toString(), payer, network, transaction };
  }
  return { status: 'not_charged', amount_paid_usdc: '0' };
}

function runCall(
  { resourceId, versionId, ownerId, claimId, ...run }: EndedRun,
  { model, usage, failure, startedAt, finishedAt }: RunRecord,
  payment: PaymentColumns,
  event: AnyEvent | null,
): FunctionCall {
  const row = {
    ...run,
    model,
    failure,
    ...usageColumns(usage),
    resource_id: resourceId,
    version_id: versionId,
    owner_id: ownerId,
    claim_id: claimId,
    is_test: claimId === null,
    status: failure === null ? 'succeeded' : 'failed',
    started_at: startedAt,
    finished_at: finishedAt,
  };
  const parameters = [row, payment, event].map((each) => each && JSON.stringify(each));
  return { name: 'book_run', parameters };
}
