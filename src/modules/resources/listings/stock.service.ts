import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, isUniqueViolation } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { RateLimits } from '../../../common/rate-limit/index.js';
import { slugTaken, tooManyResources, tooMuchStored } from '../resource-problems.js';
import { ResourcesRepository, SLUG_INDEX } from '../records/resources.repository.js';
import { Slugs } from './slugs.service.js';
import { CREATED, OFFERED, STOCK_LIMITS } from './stock-limits.js';

/** What is saved: a new resource, or another one's changes; the slug where it may be taken. */
export interface Saving {
  readonly slug: string | undefined;
  /** Undefined for a new one. */
  readonly id: string | undefined;
}

/** Keeps what a creator stores within bounds, and its slugs apart. */
@Injectable()
export class Stock {
  constructor(
    private readonly db: Database,
    private readonly resources: ResourcesRepository,
    private readonly slugs: Slugs,
    private readonly rates: RateLimits,
  ) {}

  /** Before something is created; outside of any transaction. @throws {Problem} too_many_requests */
  admitCreation(ownerId: string): Promise<void> {
    return this.rates.admit(CREATED, { userId: ownerId, address: '' });
  }

  /** Before something is offered anew; outside of any transaction. @throws {Problem} too_many_requests */
  admitOffer(ownerId: string): Promise<void> {
    return this.rates.admit(OFFERED, { userId: ownerId, address: '' });
  }

  /**
   * Runs `work`, which saves, in a transaction of the owner's, one after the other.
   * @throws {Problem} slug_taken, too_many_resources, too_much_stored
   */
  async save<T>(
    ownerId: string,
    { slug, id }: Saving,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.db.asUser(ownerId, (tx) => this.within(tx, id === undefined, work));
    } catch (error) {
      if (slug === undefined || !isUniqueViolation(error, SLUG_INDEX)) throw error;
      const { suggestion } = await this.slugs.check(ownerId, slug, id);
      const errors = [{ field: 'slug', message: slugTaken.title }];
      throw new Problem(slugTaken, { errors, extensions: { suggestion } });
    }
  }

  private async within<T>(
    tx: EntityManager,
    isNew: boolean,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    await this.resources.lockStock(tx);
    const before = await this.resources.stock(tx);
    if (isNew) assertRoom(before);
    const saved = await work(tx);
    const { bytes } = await this.resources.stock(tx);
    // What makes it smaller, or no larger, is always welcome.
    if (bytes <= STOCK_LIMITS.bytes || bytes <= before.bytes) return saved;
    const detail = `Together they would hold ${bytes} bytes; the server keeps at most ${STOCK_LIMITS.bytes}.`;
    throw new Problem(tooMuchStored, { detail });
  }
}

function assertRoom({ count, offSale }: { readonly count: number; readonly offSale: number }) {
  if (count < STOCK_LIMITS.count && offSale < STOCK_LIMITS.offSale) return;
  const detail =
    `There are ${count}, of which ${offSale} are not on sale; the server keeps ` +
    `at most ${STOCK_LIMITS.count} and ${STOCK_LIMITS.offSale}.`;
  throw new Problem(tooManyResources, { detail });
}
