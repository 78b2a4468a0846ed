import { Injectable } from '@nestjs/common';
import { Problem } from '../../../common/errors/index.js';
import { Quotes } from '../../execution/index.js';
import { Challenges } from '../../payments/index.js';
import {
  Catalogue,
  type CatalogueQuestion,
  type CatalogueRequest,
  type PublicResource,
} from '../../resources/index.js';
import { interleave, type Listed } from './listed.js';

/**
 * What documents and indexes tell of: one source for all of them, and the one that the 402 of each
 * resource comes from.
 */
@Injectable()
export class ListedResources {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly quotes: Quotes,
    private readonly challenges: Challenges,
  ) {}

  /** The newest and the most called of all that can be bought, at most `limit`. */
  async find(limit: number): Promise<Listed[]> {
    const [newest, mostCalled] = await this.candidates(limit);
    return this.buyable(interleave(newest.rows, mostCalled.rows), limit);
  }

  /** The same of one creator; undefined where nothing of theirs is on sale. */
  async findOf(username: string, limit: number): Promise<Listed[] | undefined> {
    const [newest, mostCalled] = await this.candidates(limit, username);
    if (newest.rows.length === 0) return undefined;
    return this.buyable(interleave(newest.rows, mostCalled.rows), limit);
  }

  /** Those that can be bought of one page of the catalogue, and where the next page begins. */
  async page(
    question: CatalogueQuestion,
    request: CatalogueRequest,
  ): Promise<{ readonly listed: Listed[]; readonly nextCursor: string | null }> {
    const { rows, nextCursor } = await this.catalogue.search(question, request);
    return { listed: await this.buyable(rows, rows.length), nextCursor };
  }

  private candidates(limit: number, username?: string) {
    return Promise.all([
      this.catalogue.search({ username }, { sort: 'latest', limit }),
      this.catalogue.search({ username }, { sort: 'popular', limit }),
    ]);
  }

  /** One after the other: their quotes are kept, and a reader of lists is in no hurry. */
  private async buyable(rows: readonly PublicResource[], limit: number): Promise<Listed[]> {
    const found: Listed[] = [];
    for (const row of rows) {
      if (found.length === limit) break;
      const listed = await this.read(row);
      if (listed !== undefined) found.push(listed);
    }
    return found;
  }

  /** Undefined for what is sold elsewhere, and for what cannot be bought at the moment. */
  private async read(resource: PublicResource): Promise<Listed | undefined> {
    const { username, slug } = resource;
    const quote = await this.quotes.find({ username, slug }).catch(ifUnsold);
    if (quote === undefined || 'soldAt' in quote) return undefined;
    const challenge = this.challenges.of(quote);
    return challenge && { resource, quote, challenge };
  }
}

function ifUnsold(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}
