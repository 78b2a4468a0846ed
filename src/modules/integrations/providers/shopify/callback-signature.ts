import { createHmac } from 'node:crypto';
import { safeEqual, type Secret } from '../../../../common/crypto/index.js';

/** How far Shopify’s clock and ours may be apart, as in Shopify’s own library. */
const MAX_SECONDS = 90;
const HMAC = /^[0-9a-f]{64}$/;

/** What a callback has to fit. */
export interface ExpectedCallback {
  /** Those that Shopify may sign with. */
  readonly secrets: readonly Secret[];
  /** Where the user was sent. */
  readonly shop: string;
  readonly now: Date;
}

/**
 * Whether Shopify sent the user here, from that shop and just now: the HMAC-SHA256 of the query without
 * `hmac` and `signature`, sorted by name, under the client secret.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export function isFromShop(
  query: URLSearchParams,
  { secrets, shop, now }: ExpectedCallback,
): boolean {
  const names = [...query.keys()];
  // Of a name that stands twice, another reader might take the other value.
  if (new Set(names).size !== names.length || query.get('shop') !== shop) return false;
  const sentAt = query.get('timestamp') ?? '';
  const age = now.getTime() / 1_000 - Number(sentAt);
  if (!/^\d{1,12}$/.test(sentAt) || Math.abs(age) > MAX_SECONDS) return false;
  return isSigned(query, secrets);
}

function isSigned(query: URLSearchParams, secrets: readonly Secret[]): boolean {
  const given = query.get('hmac') ?? '';
  if (!HMAC.test(given)) return false;
  const signed = new URLSearchParams(query);
  signed.delete('hmac');
  signed.delete('signature');
  signed.sort();
  const text = signed.toString();
  const hmac = Buffer.from(given, 'hex');
  return secrets.some((secret) =>
    safeEqual(hmac, createHmac('sha256', secret.reveal()).update(text).digest()),
  );
}
