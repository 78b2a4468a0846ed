import type { ResourceLimits } from '../records/limits.js';
import type { SettlementPolicy } from '../records/listing.js';
import type { UsagePrice } from '../records/usage-price.js';
import type { TypedConfig } from '../types/resource-type.js';

/** How long an offer stays good after a newer version took its place, in seconds. */
export const OFFER_TTL = 600;

/** What is for sale, whichever version of it. */
export interface SaleResource {
  readonly id: string;
  readonly ownerId: string;
  readonly username: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly settlementPolicy: SettlementPolicy;
  readonly limits: ResourceLimits;
}

/** What one offer sells; it never changes. */
export interface ResourceVersion extends TypedConfig {
  readonly id: string;
  /** 1, 2, 3, … within the resource. */
  readonly version: number;
  readonly name: string;
  /** Atomic USDC for one call. */
  readonly price: bigint;
  /** How calls are charged by use, where they are: the price is the most then. */
  readonly usagePrice: UsagePrice | null;
  /** CAIP-2 ids on which buyers may pay. */
  readonly networks: readonly string[];
}

/** A published resource with every offer that is good now: the current one first. */
export interface SaleListing {
  readonly gone: false;
  readonly resource: SaleResource;
  readonly offers: readonly [ResourceVersion, ...ResourceVersion[]];
}

/** It was for sale once and is no longer. */
export interface GoneListing {
  readonly gone: true;
}

/** One version that was sold, to finish what was paid for. */
export interface SoldVersion {
  readonly resource: SaleResource;
  readonly version: ResourceVersion;
}

/** A resource of one's own as it was saved last, on sale or not; for test runs. */
export interface OwnedDraft extends TypedConfig {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly limits: ResourceLimits;
}

/** How the paid calls of one resource ended that ended lately. */
export interface RecentRuns {
  readonly resourceId: string;
  readonly runs: number;
  /** Those of them that had a result. */
  readonly successes: number;
}
