import type { ResourceLimits } from './limits.js';
import type { UsagePrice } from './usage-price.js';

/** When buyers are charged, relative to the work. */
export const SETTLEMENT_POLICIES = ['after_execution', 'before_execution'] as const;

export type SettlementPolicy = (typeof SETTLEMENT_POLICIES)[number];

/** Everything a creator decides about a resource, checked. */
export interface Listing {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly slug: string;
  readonly category: string;
  /** Atomic USDC for one call; null until the endpoint that asks for it is verified. */
  readonly price: bigint | null;
  /** How calls are charged by use, where they are: the price is the most then. */
  readonly usagePrice: UsagePrice | null;
  /** CAIP-2 ids on which buyers may pay; empty until then. */
  readonly networks: readonly string[];
  readonly settlementPolicy: SettlementPolicy;
  readonly supportsRefunds: boolean;
  readonly limits: ResourceLimits;
  readonly config: object;
}

/** What there is to know before selling. */
export const WARNING_CODES = [
  'key_missing',
  'secret_missing',
  'model_unknown',
  'endpoint_unreachable',
  'payout_wallet_missing',
  'cost_unknown',
  'no_instructions',
] as const;

/** Something to know before selling, which does not keep anybody from it. */
export interface Warning {
  readonly code: (typeof WARNING_CODES)[number];
  readonly message: string;
  /** Of `endpoint_unreachable`: how it failed. */
  readonly reason?: string;
  /** The setting of the server that its operator can mend it with. */
  readonly setting?: string;
}

/** Where buyers call a resource. @param publicUrl the origin from configuration */
export function resourceUrl(publicUrl: string, username: string, slug: string): string {
  return `${publicUrl}/@${username}/${slug}`;
}
