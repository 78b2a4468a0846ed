import { text } from 'node:stream/consumers';
import type * as oauth from 'oauth4webapi';
import { type Egress, EgressFailure } from '../../../common/egress/index.js';
import { parseJson } from '../../../common/json/index.js';
import { at } from '../providers/json-path.js';
import type { OAuth2Auth } from '../providers/provider-auth.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { secondsToWait } from '../providers/retry-after.js';
import { GrantRefused, readableMembers } from './token-answer.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
const BOUNDS = { depth: 8, members: 100, entries: 100, values: 1_000, name: 200 };

/** RFC 6749 section 5.2, and what RFC 8628 and others say of a permission that was taken back. */
const REFUSALS = new Set(['invalid_grant', 'access_denied']);
/** RFC 6749 section 5.2: this server’s client is unknown, or may not do this. The permission may be good. */
const CLIENT_REFUSALS = new Set(['invalid_client', 'unauthorized_client']);
/** Of a request that had nothing wrong but its code (Shopify). */
const CODE_REFUSALS = new Set(['invalid_request', 'invalid_scope', 'unsupported_grant_type']);

/**
 * The `fetch` that token endpoints are asked with, over the one way out. It resolves with good answers only,
 * made to fit RFC 6749 where the provider’s do not.
 * @throws {GrantRefused} and {@link ProviderUnreachable} for all others, as `TokenEndpoints` has it
 */
export function tokenFetch(egress: Egress, name: string, way: OAuth2Auth) {
  return async (
    url: string,
    request: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    const { status, json, retryAfter } = await ask(egress, name, url, sent(way, request));
    if (status >= 200 && status < 300) {
      return Response.json({ ...way.tokenRepairs, ...readableMembers(json) });
    }
    if (isOutOfOrder(status)) {
      throw new ProviderUnreachable(`${name} cannot answer at the moment`, retryAfter);
    }
    throw failureOf(name, way, request.body.get('grant_type'), json);
  };
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function sent(
  { tokenRequest }: OAuth2Auth,
  { headers, body }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
): Sent {
  const own = { ...headers, accept: 'application/json', 'user-agent': 'Coinslot' };
  if (tokenRequest === 'form') return { headers: own, body: body.toString() };
  const json = JSON.stringify(Object.fromEntries(body));
  return { headers: { ...own, 'content-type': 'application/json' }, body: json };
}

async function ask(egress: Egress, name: string, url: string, { headers, body }: Sent) {
  try {
    const answer = await egress.request(url, {
      method: 'POST',
      headers,
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    const retryAfter = secondsToWait(answer.headers['retry-after']);
    return { status: answer.status, json: parseJson(await text(answer.body), BOUNDS), retryAfter };
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error;
    throw new ProviderUnreachable(
      error.kind === 'refused'
        ? `This server may not reach ${name}: ask its operator`
        : `${name} did not give the access in time`,
    );
  }
}

function isOutOfOrder(status: number): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500;
}

function failureOf(
  name: string,
  { refusals }: OAuth2Auth,
  grant: string | null,
  json: unknown,
): Error {
  const code = at(json, 'error');
  if (CLIENT_REFUSALS.has(String(code))) {
    return new ProviderUnreachable(`${name} does not accept this server: ask its operator`);
  }
  const isRefusal =
    REFUSALS.has(String(code)) ||
    (grant === 'authorization_code' && CODE_REFUSALS.has(String(code))) ||
    (refusals !== undefined && refusals.codes.includes(at(json, refusals.at)));
  return isRefusal
    ? new GrantRefused(`${name} does not accept the permission any more: connect again`)
    : new ProviderUnreachable(`${name} gave an answer that cannot be read`);
}
