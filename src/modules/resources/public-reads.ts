import type { RateLimit } from '../../common/rate-limit/index.js';

/** What anybody may read of the catalogue and the models: more than a person or an agent needs. */
export const PUBLIC_READS: RateLimit = { policy: 'catalogue', limit: 600, windowSeconds: 60 };
