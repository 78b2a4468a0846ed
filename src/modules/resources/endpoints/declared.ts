import { formatUsdc } from '../../../common/money/index.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import type { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** The terms of a resource as its creator would write them. */
export interface DeclaredTerms {
  readonly price: string | undefined;
  readonly networks: string[];
  readonly supportsRefunds: boolean;
}

/**
 * What its creator said of a resource. Price and networks that are stored for an endpoint are the
 * creator's words until it is verified, and the endpoint's from then on.
 */
export function declaredTerms(
  { price, networks, supportsRefunds }: ResourceEntity,
  endpoint: VerifiedEndpoint | null,
): DeclaredTerms {
  if (endpoint !== null) {
    return { price: undefined, networks: [], supportsRefunds: endpoint.declaredRefunds };
  }
  return { price: price === null ? undefined : formatUsdc(price), networks, supportsRefunds };
}
