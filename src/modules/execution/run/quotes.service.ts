import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { ChangeFeed } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import type { Offer, Payee, Quote } from '../../payments/index.js';
import {
  type ResourceVersion,
  type SaleListing,
  type SaleResource,
  Storefront,
} from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { ModelKeys } from '../keys/model-keys.service.js';
import { creatorKeyMissing, payoutMissing, resourceGone, resourceNotFound } from '../problems.js';
import type { ResourceAddress } from './call-input.js';
import { subjectOf } from './paid-runs.service.js';

/** An offer that knows which version of which resource it sells. */
export interface VersionOffer extends Offer {
  readonly version: ResourceVersion;
  readonly resource: SaleResource;
}

type ResourceQuote = Quote<VersionOffer>;

const KEPT_QUOTES = 1_000;
/** Older offers end by time, without a change that anybody could announce. */
const KEPT_MS = 30_000;

/** Says what resources cost; kept in memory until something of their owner's changes. */
@Injectable()
export class Quotes {
  private readonly kept = new LRUCache<string, ResourceQuote>({ max: KEPT_QUOTES, ttl: KEPT_MS });
  private changes = 0;

  constructor(
    private readonly storefront: Storefront,
    private readonly accounts: AccountDirectory,
    private readonly executors: Executors,
    private readonly keys: ModelKeys,
    private readonly feed: ChangeFeed,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    feed.subscribe((ownerId) => this.forget(ownerId));
  }

  /** @throws {Problem} when there is no such resource, or it cannot be sold at the moment */
  async find(address: ResourceAddress): Promise<ResourceQuote> {
    const key = JSON.stringify(address);
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const changesBefore = this.changes;
    const quote = await this.load(address);
    // What changed while it was read may be in it or not.
    if (this.feed.isListening && changesBefore === this.changes) this.kept.set(key, quote);
    return quote;
  }

  private forget(changedOwner: string | undefined): void {
    this.changes += 1;
    for (const [key, { ownerId }] of this.kept.entries()) {
      if (changedOwner === undefined || ownerId === changedOwner) this.kept.delete(key);
    }
  }

  private async load(address: ResourceAddress): Promise<ResourceQuote> {
    const { resource, offers } = await this.findForSale(address);
    await this.assertKey(resource.ownerId, offers[0]);
    const payees = await this.payees(resource.ownerId, offers[0].networks);
    const [present, ...older] = offers;
    const sell = (version: ResourceVersion) => toOffer(version, resource, payees);
    return {
      subject: subjectOf(resource.id),
      ownerId: resource.ownerId,
      url: `${this.config.PUBLIC_URL}/@${resource.username}/${resource.slug}`,
      description: resource.name,
      mimeType: 'application/json',
      offers: [sell(present), ...older.map(sell)],
      settlementPolicy: resource.settlementPolicy,
    };
  }

  private async findForSale(address: ResourceAddress): Promise<SaleListing> {
    const found =
      'resourceId' in address
        ? await this.storefront.findForSaleById(address.resourceId)
        : await this.storefront.findForSale(address.username, address.slug);
    if (found === undefined) throw new Problem(resourceNotFound);
    if (found.gone) throw new Problem(resourceGone);
    return found;
  }

  /** A resource that cannot run is not offered: nobody pays for a key that is missing. */
  private async assertKey(ownerId: string, version: ResourceVersion): Promise<void> {
    const model = this.executors.of(version).modelOf(version.config);
    if (model === undefined || (await this.keys.hasUsableKey(ownerId, model))) return;
    throw new Problem(creatorKeyMissing, { retryAfterSeconds: 60 });
  }

  private async payees(ownerId: string, networks: readonly string[]): Promise<Payee[]> {
    const found = await Promise.all(
      networks.map(async (network) => {
        const payTo = await this.accounts.payTo(ownerId, network);
        return payTo === undefined ? [] : [{ network, payTo }];
      }),
    );
    if (found.flat().length === 0) throw new Problem(payoutMissing, { retryAfterSeconds: 60 });
    return found.flat();
  }
}

function toOffer(
  version: ResourceVersion,
  resource: SaleResource,
  payees: readonly Payee[],
): VersionOffer {
  const { id, price, networks } = version;
  const accepted = payees.filter(({ network }) => networks.includes(network));
  return { id, price, version, resource, payees: accepted };
}
