import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ModelSyncRepository, type SyncCounts } from './model-sync.repository.js';
import { type Listing, readListing } from './openrouter-listing.js';
import { OpenRouterModels } from './openrouter-models.client.js';
import { listingImplausible, listingUnavailable } from './model-problems.js';

/** What came of a sync. */
export interface SyncOutcome extends SyncCounts {
  /** How many models the listing has. */
  readonly listed: number;
  /** Entries of it that could not be used. */
  readonly unusable: number;
  /** When the listing was asked for. */
  readonly askedAt: Date;
}

const NOTHING: SyncCounts = { added: 0, returned: 0, vanished: 0 };

/** Brings the models to what OpenRouter lists. */
@Injectable()
export class ModelSync {
  constructor(
    private readonly upstream: OpenRouterModels,
    private readonly repository: ModelSyncRepository,
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Asks for the listing and writes it. Of two at once, the one that asked last is believed. A
   * listing that is empty or has less than half of the active models is refused.
   * @param acceptLoss follows also a listing that takes most models away, unless it is empty
   * @throws {Problem} models_unavailable, models_implausible; nothing is changed then
   */
  async run(acceptLoss = false): Promise<SyncOutcome> {
    const askedAt = this.clock.now();
    const listing = readListing(await this.upstream.list());
    if (listing === undefined) {
      throw new Problem(listingUnavailable, {
        detail: 'OpenRouter answered with something that is no list.',
      });
    }
    const counts = await this.write(listing, askedAt, acceptLoss);
    const { models, unusable } = listing;
    const outcome = { listed: models.length, unusable, ...counts, askedAt };
    this.logger.info(outcome, 'synced the models of OpenRouter');
    return outcome;
  }

  /** When the listing in use was asked for; null when there has been none. */
  async lastAskedAt(): Promise<Date | null> {
    const known = await this.db.asService('models', (tx) => this.repository.compare(tx, []));
    return known.seenAt;
  }

  private write({ models }: Listing, askedAt: Date, acceptLoss: boolean): Promise<SyncCounts> {
    return this.db.asService('models', async (tx) => {
      await this.repository.lock(tx);
      const { active, kept, seenAt } = await this.repository.compare(tx, models);
      if (seenAt !== null && seenAt > askedAt) return NOTHING;
      if (models.length === 0 || (kept * 2 < active && !acceptLoss)) {
        const detail = `OpenRouter lists ${kept} of ${active} active models, and ${models.length} in all.`;
        throw new Problem(listingImplausible, { detail });
      }
      return this.repository.write(tx, models, askedAt);
    });
  }
}
