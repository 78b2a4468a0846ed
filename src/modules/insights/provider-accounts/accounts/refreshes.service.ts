import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../../common/database/index.js';
import { LOGGER } from '../../../../common/observability/index.js';
import { CollectionsRepository, type Taken } from '../collection/collections.repository.js';
import { Collector } from '../collection/collector.service.js';
import { REQUEST_LIMITS } from '../collection/run-limits.js';

/** Whoever asks waits no longer; what is not read by then is read by the job. */
const PATIENCE_MS = 10_000;

/** Reads accounts anew because somebody looks at them: each once a minute, over all replicas. */
@Injectable()
export class Refreshes {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly collector: Collector,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Reads what can have changed, unless that was done within the last minute. Whatever the provider does. */
  async refresh(userId: string, provider: string): Promise<void> {
    const taken = await this.database.asUser(userId, async (tx) => {
      await this.collections.begin(tx, userId, [provider]);
      const known = await this.collections.read(tx, userId, provider);
      return known && this.collections.take(tx, known.connectionId);
    });
    if (taken === undefined) return;
    const isOver = new AbortController();
    await Promise.race([
      this.run(taken),
      sleep(PATIENCE_MS, undefined, { signal: isOver.signal }).catch(() => undefined),
    ]);
    isOver.abort();
  }

  private async run(taken: Taken): Promise<void> {
    try {
      await this.collector.run(taken, REQUEST_LIMITS);
    } catch (err) {
      this.logger.warn({ err, provider: taken.provider }, 'an account could not be read anew');
    }
  }
}
