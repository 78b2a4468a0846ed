import type { RateLimit } from '../../../common/rate-limit/index.js';

/** What one creator can have. */
export const STOCK_LIMITS = {
  /** Resources that are not on sale: drafts, and what was taken off. */
  offSale: 200,
  /** All that are not archived. */
  count: 2_000,
  /** What those hold together. */
  bytes: 100 * 1_048_576,
} as const;

/** What is archived stays for the accounting, so it may only come slowly. */
export const CREATED: RateLimit = {
  policy: 'created_resources',
  limit: 1_000,
  windowSeconds: 86_400,
};

/** The same for versions that were on offer. */
export const OFFERED: RateLimit = {
  policy: 'offered_versions',
  limit: 1_000,
  windowSeconds: 86_400,
};
