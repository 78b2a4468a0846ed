import type { Secret } from '../../../common/crypto/index.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/**
 * One kind of credential. The guard asks each in the order of {@link AUTHENTICATORS}; the first that
 * recognises the shape decides alone, so a refused credential is never tried as another kind.
 */
export interface Authenticator {
  /** Whether the text has this kind's shape; says nothing about its validity and asks nobody. */
  recognises(credential: Secret): boolean;
  /** The user whom a valid credential stands for; undefined when it is not or no longer valid. */
  authenticate(credential: Secret): Promise<AuthenticatedUser | undefined>;
}

/** Injection token of the list of every {@link Authenticator}. */
export const AUTHENTICATORS = Symbol('AUTHENTICATORS');
