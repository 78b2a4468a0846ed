import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { EndedCall } from '../../payments/index.js';
import type { Destination } from './destination.js';
import type { StorageView } from './storage-view.js';
import { viewOf } from './storage-view.js';
import { StoredOutputsRepository } from './stored-outputs.repository.js';
import { Storing } from './storing.service.js';
import { Uploads } from './uploads.service.js';

/** How long an answer waits for its result to be stored. */
const WAIT_MS = 10_000;

/** Stores results for buyers who asked for it. Whatever comes of that, the call stays as it is. */
@Injectable()
export class StoredOutputs implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly outputs: StoredOutputsRepository,
    private readonly storing: Storing,
    private readonly uploads: Uploads,
    private readonly lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes, in the transaction that ends a call, that its result is to be stored if it has one. */
  async noteEnded(tx: EntityManager, { id, wish, transaction, failure }: EndedCall): Promise<void> {
    if (wish === null || transaction === null || failure !== null) return;
    await this.outputs.insertDue(tx, id, wish as Destination);
  }

  /**
   * Waits a while for the result to be stored, and says how it stands. Storing goes on afterwards.
   * Never rejects: the answer that waits is paid for.
   */
  async fulfil(callId: string, patience: AbortSignal | undefined): Promise<StorageView> {
    const limit = AbortSignal.timeout(WAIT_MS);
    const over = patience === undefined ? limit : AbortSignal.any([limit, patience]);
    await Promise.race([this.attempt(callId), aborted(over)]);
    const view = await this.viewOf(callId).catch((error: unknown) => {
      this.logger.error({ err: error, callId }, 'how a result is stored could not be read');
    });
    return view ?? { status: 'pending' };
  }

  /** Undefined when nothing is, or was, to be stored of that call. */
  async viewOf(callId: string): Promise<StorageView | undefined> {
    const output = await this.database.asService('execution', (tx) =>
      this.outputs.find(tx, callId),
    );
    return output === null ? undefined : viewOf(output);
  }

  /** Tries those whose time has come, at most `limit` of them. */
  async attemptDue(limit: number): Promise<void> {
    const due = await this.database.asService('execution', (tx) => this.outputs.findDue(tx, limit));
    await Promise.all(due.map((callId) => this.attempt(callId)));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.lifetime.waitFor(this.allTried());
  }

  private async allTried(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Never rejects: what went wrong is tried again when the time has come. */
  private attempt(callId: string): Promise<void> {
    if (this.lifetime.isEnding) return Promise.resolve();
    const attempt = this.tryOnce(callId)
      .catch((error: unknown) => {
        this.logger.error({ err: error, callId }, 'storing a result went wrong');
      })
      .finally(() => this.running.delete(attempt));
    this.running.add(attempt);
    return attempt;
  }

  private async tryOnce(callId: string): Promise<void> {
    const output = await this.database.asService('execution', (tx) =>
      this.outputs.take(tx, callId),
    );
    if (output !== undefined) await this.storing.attempt(output, await this.uploads.of(output));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
