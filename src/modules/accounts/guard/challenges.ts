import { forbidden, Problem, unauthenticated } from '../../../common/errors/index.js';
import type { Scope } from './authenticated-user.js';

const REALM = 'Bearer realm="coinslot"';

/** Header that every 401 must carry (RFC 9110 section 11.6.1, RFC 6750 section 3). */
export const CHALLENGE_HEADERS = { 'www-authenticate': REALM } as const;

/**
 * 401 for a request without credentials: no error code, as RFC 6750 section 3.1 asks.
 * @param proof the header that opens the route to buyers
 */
export function credentialsMissing(proof?: string): Problem {
  const account = 'Send an access token as `Authorization: Bearer`, or an API key as `x-api-key`.';
  const buyers = `Buyers send the ticket that came with their answer as \`${proof?.toUpperCase()}\`; they need no account.`;
  return new Problem(unauthenticated, {
    detail: proof === undefined ? account : `${account} ${buyers}`,
    headers: CHALLENGE_HEADERS,
  });
}

/** 401 for credentials that prove nothing; `detail` is for the person who sent them. */
export function credentialsRefused(detail: string): Problem {
  return new Problem(unauthenticated, {
    detail,
    headers: { 'www-authenticate': `${REALM}, error="invalid_token"` },
  });
}

/** 403 for valid credentials that lack `scope`. */
export function scopeMissing(scope: Scope): Problem {
  return new Problem(forbidden, {
    detail: `This needs the scope \`${scope}\`, which these credentials do not have.`,
    headers: { 'www-authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"` },
  });
}
