import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { LRUCache } from 'lru-cache';
import { Quotes } from '../../execution/index.js';
import { CatalogueDetails } from '../../resources/index.js';
import { askedPrice, type AskedPayment } from './asked-price.js';
import type { PageContent } from './frame.js';
import { pagesConfig } from './pages.config.js';
import { factsOf, type ResourceFacts } from './page-facts.js';
import { referralPage, resourcePage } from './resource-page.js';
import { waysToPay } from './ways-to-pay.js';

/** A resource by its public address. */
export interface Address {
  readonly username: string;
  readonly slug: string;
}

/** Whoever looks at a page again and again asks the database seldom. */
const KEPT = { max: 1_000, maxSize: 16_777_216, ttl: 10_000 } as const;

/** Makes the pages of single resources. */
@Injectable()
export class ResourcePages {
  private readonly kept: LRUCache<string, ResourceFacts>;

  constructor(
    private readonly details: CatalogueDetails,
    private readonly quotes: Quotes,
    @Inject(pagesConfig.KEY) private readonly config: ConfigType<typeof pagesConfig>,
  ) {
    this.kept = new LRUCache({
      ...KEPT,
      sizeCalculation: (facts) => JSON.stringify(facts).length,
    });
  }

  /**
   * The page of a resource that this server sells.
   * @param accepts what the challenge asks that the page comes with
   * @throws {Problem} where it is not on sale
   */
  async forSale(address: Address, accepts: readonly AskedPayment[]): Promise<PageContent> {
    const facts = await this.factsOf(address);
    const asked = askedPrice(accepts);
    const networks = asked.networks.map(({ id }) => id);
    const ways = facts.call ? waysToPay(this.config.publicUrl, facts.call, networks) : [];
    return resourcePage(facts, asked, ways);
  }

  /** The page of a resource that the server at `endpoint` sells. @throws {Problem} the same */
  async soldElsewhere(address: Address, endpoint: string): Promise<PageContent> {
    return referralPage(await this.factsOf(address), endpoint);
  }

  /** Addresses are written small, and found in capitals too. */
  private async factsOf(address: Address): Promise<ResourceFacts> {
    const [username, slug] = [address.username.toLowerCase(), address.slug.toLowerCase()];
    const key = `${username}/${slug}`;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const { row } = await this.details.findBySlug(username, slug);
    const found = await this.quotes.find({ username, slug });
    const facts = factsOf(row, 'soldAt' in found ? undefined : found);
    this.kept.set(key, facts);
    return facts;
  }
}
