import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, type FunctionCall } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { Charge, EndedCall, IndexReport, LiveEvent, PaidCall } from '../../payments/index.js';
import {
  type ResourceVersion,
  type SaleResource,
  Storefront,
  type TypedConfig,
} from '../../resources/index.js';
import { CallLimits } from '../limits/call-limits.service.js';
import { resourceGone } from '../execution-problems.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { Contents } from '../results/contents.service.js';
import { StoredOutputs } from '../storage/stored-outputs.service.js';
import { paidRunCall } from '../records/booked-run.js';
import type { CallInput } from './call-input.js';
import { type AnswerPiece, ExecutionService, type RunObserver } from './execution.service.js';
import type { RunRecord } from '../records/run-record.js';
import { usageCharge, usedBy } from './usage-charge.js';

type Ordered = Pick<PaidCall, 'id' | 'payer' | 'input'>;

const SUBJECT_PREFIX = 'resource:';

/** What a payment for a resource is bound to. */
export function subjectOf(resourceId: string): string {
  return `${SUBJECT_PREFIX}${resourceId}`;
}

/** Runs resources for those who paid, and books the runs. */
@Injectable()
export class PaidRuns {
  constructor(
    private readonly executions: ExecutionService,
    private readonly storefront: Storefront,
    private readonly contents: Contents,
    private readonly database: Database,
    private readonly limits: CallLimits,
    private readonly outputs: StoredOutputs,
  ) {}

  /** Counts a call that may run within the creator's limits. @throws {Problem} when it may not */
  admit(call: Ordered, resource: SaleResource, sold: TypedConfig): Promise<void> {
    return this.limits.admit(orderOf(call, resource, sold));
  }

  /** Runs what was sold, and tells what it comes to. @throws {Problem} when there is no result */
  run(
    call: Omit<PaidCall, 'offer'>,
    resource: SaleResource,
    sold: ResourceVersion,
  ): Promise<ExecutionResult> {
    const order = { ...orderOf(call, resource, sold), wantsEvents: call.wantsEvents };
    return this.limits.count(order, (counted) => {
      const observer: RunObserver = {
        piece: (piece) => call.live('bytes' in piece ? piece : this.eventOf(call.id, piece)),
        ended: (note, partial) => {
          counted(note);
          call.keep({ note, partial, ...chargeFor(sold, note, partial) });
        },
      };
      return this.executions.run(order, observer, call.signal);
    });
  }

  /** Runs what was sold, whether or not it is still for sale. */
  async resume(call: Omit<PaidCall, 'offer'>): Promise<ExecutionResult> {
    const sold = await this.storefront.findVersion(call.offerId);
    if (sold === undefined) throw new Problem(resourceGone);
    return this.run(call, sold.resource, sold.version);
  }

  /** The events of a result that exists already. */
  eventsOf({ id, response, images = [], content }: ExecutionResult): LiveEvent[] {
    const pieces: AnswerPiece[] = images.map((image) => ({ type: 'image', ...image }));
    if (response !== '') pieces.unshift({ type: 'text', text: response });
    if (content !== undefined) pieces.push({ type: 'content', ...content });
    return pieces.map((piece) => this.eventOf(id, piece));
  }

  /** Books the run of a call that has ended; one that never came to a run is not booked. */
  async book(tx: EntityManager, call: EndedCall): Promise<void> {
    if (call.note === null) await this.limits.drop(tx, call.id);
    const run = runOf(call);
    if (run !== undefined) await this.database.callAllWithin(tx, [run]);
    if (run !== undefined) await this.outputs.noteEnded(tx, call);
  }

  /** All that {@link book} does, as one call; undefined where there is more to do than that. */
  booking(call: EndedCall): FunctionCall | undefined {
    return call.note === null || call.wish !== null ? undefined : runOf(call);
  }

  /** Notes what an index said of the resource, for its owner. */
  noteIndexed(subject: string, { index, status, reason }: IndexReport): Promise<void> {
    const resourceId = subject.slice(SUBJECT_PREFIX.length);
    return this.storefront.noteIndexed({ resourceId, toldBy: index, status, reason });
  }

  private eventOf(id: string, piece: AnswerPiece): LiveEvent {
    if (piece.type === 'content') return { event: 'content', data: this.contents.view(id, piece) };
    const { type, ...data } = piece;
    return { event: type, data };
  }
}

/** What the run is charged where its price is by use; whoever pays exactly paid the most. */
function chargeFor(
  { usagePrice, price }: ResourceVersion,
  note: RunRecord,
  result: ExecutionResult,
): { readonly charge?: Charge } {
  if (usagePrice === null) return {};
  return { charge: usageCharge(usagePrice, price, usedBy(note, result)) };
}

function runOf(call: EndedCall): FunctionCall | undefined {
  const { ownerId, subject, startedAt, failure } = call;
  if (ownerId === null || (call.note === null && failure !== 'call_interrupted')) return undefined;
  const began = startedAt.toISOString();
  const interrupted = { model: null, usage: null, failure, startedAt: began, finishedAt: began };
  const record = (call.note as RunRecord | null) ?? interrupted;
  return paidRunCall({ ...call, ownerId }, subject.slice(SUBJECT_PREFIX.length), record);
}

function orderOf(
  { id, payer, input }: Ordered,
  { id: resourceId, ownerId, limits }: SaleResource,
  sold: TypedConfig,
) {
  const order = { id, ownerId, resourceId, payer, limits, sold, isTest: false };
  return { ...order, input: input as CallInput };
}
