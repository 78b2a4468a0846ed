import { fillUrl } from '../providers/fill-url.js';
import type { IssuedKeyAuth, OAuth2Auth, OAuth2Client } from '../providers/provider-auth.js';

/** A way for which the operator has registered a client. */
export type ConfiguredAuth = OAuth2Auth & { readonly client: OAuth2Client };

/** One flow of one user. */
export interface Departure {
  readonly state: string;
  readonly redirectUri: string;
  /** Of S256; undefined where the way uses no PKCE. */
  readonly challenge: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Where a user permits access (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
export function authorizationUrl(
  way: ConfiguredAuth,
  { state, redirectUri, challenge, inputs }: Departure,
): string {
  return withParameters(fillUrl(way.authorizeUrl, inputs), {
    ...way.authorizeParameters,
    response_type: 'code',
    client_id: way.client.id,
    redirect_uri: redirectUri,
    scope: way.scopes.join(way.scopeSeparator),
    state,
    ...(challenge && { code_challenge: challenge, code_challenge_method: 'S256' }),
  });
}

/** The same where the provider knows no clients and no state: that stands in the address to come back to. */
export function keyUrl(
  way: IssuedKeyAuth,
  { state, redirectUri, challenge, inputs }: Departure,
): string {
  return withParameters(fillUrl(way.authorizeUrl, inputs), {
    callback_url: withParameters(redirectUri, { state }),
    ...(challenge && { code_challenge: challenge, code_challenge_method: 'S256' }),
  });
}

function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
