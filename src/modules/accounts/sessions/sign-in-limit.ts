import type { RateLimit } from '../../../common/rate-limit/index.js';

/** How often anybody may sign in, renew or end a session: nonces are stored, signatures checked. */
export const SIGN_IN_LIMIT: RateLimit = { policy: 'sign_in', limit: 300, windowSeconds: 60 };
