import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { LRUCache } from 'lru-cache';
import { ChangeFeed, KeptByOwner } from '../../../common/database/index.js';
import { Problem, type ProblemType } from '../../../common/errors/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import {
  LONGEST_RUN_BY_USE_MS,
  type Offer,
  type Payee,
  type Quote,
  type Usage,
} from '../../payments/index.js';
import {
  parseMinimum,
  ResourceTypes,
  type ResourceVersion,
  type SaleListing,
  type SaleResource,
  Storefront,
} from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { payoutMissing, resourceGone, resourceNotFound } from '../execution-problems.js';
import { resourceUsage } from './resource-usage.js';
import { runConfig } from './run.config.js';
import type { ResourceAddress } from './call-input.js';
import { subjectOf } from './paid-runs.service.js';

/** An offer that knows which version of which resource it sells. */
export interface VersionOffer extends Offer {
  readonly version: ResourceVersion;
  readonly resource: SaleResource;
}

/** What one call of a resource costs, and how it is called. */
export type ResourceQuote = Quote<VersionOffer> & {
  readonly ownerId: string;
  readonly usage: Usage;
};

/** What somebody else's server sells: there is no price to ask here. */
export interface SoldElsewhere {
  readonly ownerId: string;
  readonly soldAt: string;
}

/** What usernames and slugs are made of. */
const WRITABLE = /^[a-z0-9_-]{1,100}$/;

/** Older offers end by time, without a change that anybody could announce. */
const KEPT = { max: 1_000, ttlMs: 30_000 };

/** Anybody can ask for any address: what is for sale is kept apart from them. */
const KEPT_ABSENCES = { max: 10_000, ttlMs: 30_000 };

/** Why nothing is sold at an address. Nobody knows whose change will end that. */
interface Absence {
  readonly ownerId: null;
  readonly problem: ProblemType;
}

/** Says what resources cost. */
@Injectable()
export class Quotes {
  private readonly kept: KeptByOwner<ResourceQuote | SoldElsewhere>;
  private readonly absences: KeptByOwner<Absence>;
  /** By offer; it never changes. */
  private readonly types = new LRUCache<string, string>({ max: 10_000 });

  constructor(
    private readonly storefront: Storefront,
    private readonly accounts: AccountDirectory,
    private readonly executors: Executors,
    private readonly resourceTypes: ResourceTypes,
    @Inject(runConfig.KEY) private readonly config: ConfigType<typeof runConfig>,
    feed: ChangeFeed,
  ) {
    this.kept = new KeptByOwner(feed, KEPT);
    this.absences = new KeptByOwner(feed, KEPT_ABSENCES);
  }

  /** Which type of resource an offer sells, whatever became of it; undefined for one that is gone. */
  async typeOf(offerId: string): Promise<string | undefined> {
    const known = this.types.get(offerId);
    if (known !== undefined) return known;
    const type = (await this.storefront.findVersion(offerId))?.version.type;
    if (type !== undefined) this.types.set(offerId, type);
    return type;
  }

  /** @throws {Problem} when there is no such resource, or it cannot be sold at the moment */
  async find(address: ResourceAddress): Promise<ResourceQuote | SoldElsewhere> {
    if (!isWritable(address)) throw new Problem(resourceNotFound);
    const key = keyOf(address);
    return this.kept.get(key, () => this.load(key, address));
  }

  /** What is kept of the resource whose address has this path, in small letters; undefined for nothing. */
  atHand(path: string): ResourceQuote | undefined {
    const kept = this.kept.peek(path);
    return kept === undefined || 'soldAt' in kept ? undefined : kept;
  }

  private async load(
    key: string,
    address: ResourceAddress,
  ): Promise<ResourceQuote | SoldElsewhere> {
    const { resource, offers } = await this.findForSale(key, address);
    const soldAt = this.executors.of(offers[0]).soldAt?.(offers[0].config);
    if (soldAt !== undefined) return { ownerId: resource.ownerId, soldAt };
    await this.assertReady(resource, offers[0]);
    const payees = await this.payees(resource.ownerId, offers[0].networks);
    const [present, ...older] = offers;
    for (const { id, type } of offers) this.types.set(id, type);
    const longestRunMs = Math.max(...offers.map((version) => this.longestRunMs(version)));
    const isByUse =
      resource.settlementPolicy === 'after_execution' && longestRunMs <= LONGEST_RUN_BY_USE_MS;
    const sell = (version: ResourceVersion) => ({
      ...toOffer(version, resource, payees),
      ...(isByUse && leastOf(version)),
    });
    return {
      subject: subjectOf(resource.id),
      ownerId: resource.ownerId,
      resourceId: resource.id,
      url: `${this.config.publicUrl}/@${resource.username}/${resource.slug}`,
      name: resource.name,
      description: resource.description,
      tags: [resource.category],
      mimeType: this.executors.of(present).mimeTypeOf?.(present.config) ?? 'application/json',
      usage: this.usageOf(present),
      offers: [sell(present), ...older.map(sell)],
      settlementPolicy: resource.settlementPolicy,
      longestRunMs,
    };
  }

  private usageOf(version: ResourceVersion): Usage {
    const inputs = this.resourceTypes.inputsOf(version);
    return resourceUsage(inputs, this.executors.of(version).usageOf?.(version.config));
  }

  private longestRunMs(version: ResourceVersion): number {
    const { longestRunMs } = this.executors.of(version);
    return longestRunMs?.(version.config) ?? this.config.answerMs;
  }

  private async findForSale(key: string, address: ResourceAddress): Promise<SaleListing> {
    let listing: SaleListing | undefined;
    const absence = await this.absences.get(key, async () => {
      const found = await this.lookUp(address);
      if (found === undefined) return { ownerId: null, problem: resourceNotFound };
      if (found.gone) return { ownerId: null, problem: resourceGone };
      listing = found;
      return undefined;
    });
    if (listing !== undefined) return listing;
    throw new Problem(absence?.problem ?? resourceNotFound);
  }

  private lookUp(address: ResourceAddress) {
    return 'resourceId' in address
      ? this.storefront.findForSaleById(address.resourceId)
      : this.storefront.findForSale(address.username, address.slug);
  }

  /** A resource that cannot run is not offered: nobody pays for a key that is missing. */
  private async assertReady(resource: SaleResource, version: ResourceVersion): Promise<void> {
    const { id: resourceId, ownerId } = resource;
    const executor = this.executors.of(version);
    const obstacle = await executor.obstacle?.(version.config, { ownerId, resourceId });
    if (obstacle !== undefined) throw new Problem(obstacle, { retryAfterSeconds: 60 });
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

/** Whether there can be such an address: what cannot be is not looked for. */
function isWritable(address: ResourceAddress): boolean {
  if ('resourceId' in address) return true;
  return [address.username, address.slug].every((part) => WRITABLE.test(part));
}

/** The path of its address, or its id. */
function keyOf(address: ResourceAddress): string {
  return 'resourceId' in address ? address.resourceId : `/@${address.username}/${address.slug}`;
}

/** The least that a call costs where it is charged by use. */
function leastOf({ usagePrice }: ResourceVersion): Pick<VersionOffer, 'minPrice'> {
  const minPrice = usagePrice === null ? undefined : parseMinimum(usagePrice.minimum);
  return minPrice === undefined ? {} : { minPrice };
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
