import { sha256 } from '../../../common/crypto/index.js';
import type { CredentialContext } from '../vault/envelope.js';
import type { CookiePlace } from './flow-cookie.js';

/** Where a provider sends users back to: exactly what the operator registered there. */
export function redirectUriOf(publicUrl: string, provider: string): string {
  return `${publicUrl}/api/v1/integrations/${provider}/oauth/callback`;
}

/** The cookie goes nowhere but there. */
export function placeOf(redirectUri: string): CookiePlace {
  const { pathname, protocol } = new URL(redirectUri);
  return { path: pathname, isSecure: protocol === 'https:' };
}

/** What PKCE’s verifier is sealed for: it opens for no other flow. */
export function verifierContext(
  { userId, provider }: { readonly userId: string; readonly provider: string },
  state: string,
): CredentialContext {
  return { userId, provider, type: `oauth_verifier ${sha256(state).toString('hex')}`, version: 0 };
}
