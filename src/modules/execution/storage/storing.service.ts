import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { MAX_ATTEMPTS, pauseAfter } from './attempts.js';
import { type PayingOutput, StoragePayments } from './storage-payments.service.js';
import type { StorageReply } from './storage-reply.js';
import type { StorageFailure } from './storage-view.js';
import { StorageClient } from './storage.client.js';
import type { StoredOutput } from './stored-output.entity.js';
import { type OutputChanges, StoredOutputsRepository } from './stored-outputs.repository.js';
import type { Upload } from './upload.js';

/** After this the storage may still be at work with a payment that was just about to expire. */
const EXPIRY_MARGIN_MS = 60_000;

const WITHOUT_PAYMENT = {
  payment: null,
  network: null,
  amount: null,
  validBefore: null,
  signedAt: null,
} satisfies OutputChanges;

/**
 * Makes one attempt to store a result. A payment is signed once, kept, and sent again as it is; another
 * one is signed only when the chain shows that the first can never move money any more.
 */
@Injectable()
export class Storing {
  constructor(
    private readonly database: Database,
    private readonly outputs: StoredOutputsRepository,
    private readonly client: StorageClient,
    private readonly payments: StoragePayments,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Afterwards the row says how it went, and when to try again. */
  async attempt(output: StoredOutput, upload: Upload | StorageFailure): Promise<void> {
    if (isPaying(output)) return this.goOn(output, upload);
    if (typeof upload === 'string') return this.fail(output, upload);
    // Attempts that died on the way count too.
    if (output.attempts > MAX_ATTEMPTS) return this.fail(output, output.reason ?? 'unavailable');
    const reply = await this.client.send(output.callId, upload, null);
    if (reply.kind !== 'challenged') return this.endUnpaid(output, reply);
    const signed = await this.payments.sign(output, reply.challenge);
    if (signed === 'bad_answer') return this.retry(output, signed);
    if (typeof signed === 'string') return this.fail(output, signed);
    if (signed !== undefined) await this.pay(signed, upload);
  }

  /** Some of what was signed may have been used: it is sent again while it can be. */
  private async goOn(output: PayingOutput, upload: Upload | StorageFailure): Promise<void> {
    if (output.attempts > MAX_ATTEMPTS || typeof upload === 'string' || this.isExpired(output)) {
      return this.findOut(output, output.reason ?? 'unavailable');
    }
    await this.pay(output, upload);
  }

  private async pay(output: PayingOutput, upload: Upload): Promise<void> {
    const reply = await this.client.send(output.callId, upload, output.payment);
    if (reply.kind === 'stored') {
      const { cid, url } = reply;
      const transaction = await this.payments.confirm(output, reply.transaction);
      return this.end(output, { status: 'stored', cid, url, transaction });
    }
    const reason = reply.kind === 'challenged' ? 'refused' : reply.reason;
    if (reason === 'refused') return this.findOut(output, reason);
    await this.retry(output, reason);
  }

  /** The storage will not answer any more, or cannot: was it paid? */
  private async findOut(output: PayingOutput, reason: StorageFailure): Promise<void> {
    const fate = await this.payments.fateOf(output);
    switch (fate.kind) {
      case 'paid':
        return this.fail(output, 'answer_lost', { transaction: fate.transaction });
      case 'worthless':
        if (output.attempts >= MAX_ATTEMPTS) return this.fail(output, reason, WITHOUT_PAYMENT);
        return this.change(output, {
          ...WITHOUT_PAYMENT,
          status: 'due',
          reason,
          nextAttemptAt: this.clock.now(),
        });
      default:
        return this.retry(output, reason);
    }
  }

  private async endUnpaid(
    output: StoredOutput,
    reply: Exclude<StorageReply, { kind: 'challenged' }>,
  ): Promise<void> {
    if (reply.kind === 'failed') return this.retry(output, reply.reason);
    await this.end(output, { status: 'stored', cid: reply.cid, url: reply.url });
  }

  /** What was signed is looked at until it is certain that it is used or worthless. */
  private retry(output: StoredOutput, reason: StorageFailure): Promise<void> {
    const isLast = output.attempts >= MAX_ATTEMPTS;
    if (isLast && !isPaying(output)) return this.fail(output, reason);
    const soon = this.clock.now().getTime() + pauseAfter(output.attempts);
    const expiry = (output.validBefore?.getTime() ?? 0) + EXPIRY_MARGIN_MS;
    const nextAttemptAt = new Date(isLast ? Math.max(soon, expiry) : soon);
    return this.change(output, { reason, nextAttemptAt });
  }

  private fail(
    output: StoredOutput,
    reason: StorageFailure,
    changes: OutputChanges = {},
  ): Promise<void> {
    this.logger.warn({ callId: output.callId, reason }, 'a result was not stored');
    return this.end(output, { ...changes, status: 'failed', reason });
  }

  private end(output: StoredOutput, changes: OutputChanges): Promise<void> {
    return this.change(output, { ...changes, endedAt: this.clock.now() });
  }

  private async change(output: StoredOutput, changes: OutputChanges): Promise<void> {
    const isOurs = await this.database.asService('execution', (tx) =>
      this.outputs.change(tx, output, changes),
    );
    const { callId } = output;
    if (!isOurs) this.logger.warn({ callId }, 'somebody else stores this result by now');
  }

  private isExpired({ validBefore }: PayingOutput): boolean {
    return validBefore !== null && validBefore <= this.clock.now();
  }
}

function isPaying(output: StoredOutput): output is PayingOutput {
  return output.status === 'paying' && output.payment !== null;
}
