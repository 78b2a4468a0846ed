import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem, problemDocument, unforeseen } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { BulkRowDto } from './bulk.dto.js';
import { firstsAndRepeats } from './bulk-order.js';
import { ListingInput } from './listing-input.service.js';
import { Listings } from './listings.service.js';
import { OwnerViews } from './owner-views.service.js';
import { Publishing } from './publishing.service.js';

/** How many rows are registered at a time: some types ask other services. */
const AT_ONCE = 4;

/** Registers many resources, each by itself: what is wrong with one concerns no other. */
@Injectable()
export class BulkRegistration {
  constructor(
    private readonly input: ListingInput,
    private readonly listings: Listings,
    private readonly publishing: Publishing,
    private readonly views: OwnerViews,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The result of every row, in order. Of rows with the same slug the first good one gets it. */
  async register(
    ownerId: string,
    items: readonly unknown[],
    publish: boolean,
  ): Promise<BulkRowDto[]> {
    const { firsts, repeats } = firstsAndRepeats(items);
    const results: BulkRowDto[] = [];
    const register = async (index: number) => {
      results[index] = await this.row(ownerId, index, items[index], publish);
    };
    for (let next = 0; next < firsts.length; next += AT_ONCE) {
      await Promise.all(firsts.slice(next, next + AT_ONCE).map(register));
    }
    for (const index of repeats) await register(index);
    return results;
  }

  private async row(
    ownerId: string,
    index: number,
    item: unknown,
    publish: boolean,
  ): Promise<BulkRowDto> {
    let stored: Pick<BulkRowDto, 'id' | 'url'> | undefined;
    try {
      const owned = await this.listings.create(ownerId, this.input.read(item));
      const { id, url } = await this.views.one(owned);
      stored = { id, url };
      if (!publish) return { index, status: 'created', ...stored };
      await this.publishing.publish(ownerId, id);
      return { index, status: 'published', ...stored };
    } catch (error) {
      const status = stored === undefined ? 'failed' : 'created';
      return { index, status, ...stored, problem: this.explain(error) };
    }
  }

  private explain(error: unknown): Record<string, unknown> {
    if (error instanceof Problem) return problemDocument(error);
    this.logger.error({ err: error }, 'a row of a bulk registration went wrong');
    return problemDocument(unforeseen(error));
  }
}
