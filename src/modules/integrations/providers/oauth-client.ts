import type { Secret } from '../../../common/crypto/index.js';
import type { OAuth2Client } from './provider-auth.js';

/** The client of an operator; undefined until they registered one. */
export function oauthClient(
  id: string | undefined,
  secret: Secret | undefined,
): OAuth2Client | undefined {
  return id === undefined ? undefined : { id, ...(secret && { secret }) };
}
