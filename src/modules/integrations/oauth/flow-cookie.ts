import { createHmac } from 'node:crypto';
import { safeEqual, type Secret, sha256 } from '../../../common/crypto/index.js';

/** How long a user may be away at a provider, in seconds. */
export const FLOW_SECONDS = 600;
const COOKIE = /^([0-9a-f-]{36})\.([\w-]{43})\.([\w-]{43})$/;
/** A browser sends all cookies of a host; what is longer was not written here. */
const MAX_HEADER = 16_384;

/** Who was sent to a provider, in which browser. */
export interface Traveller {
  readonly userId: string;
  /** Known to this browser alone; its hash is stored. */
  readonly token: string;
}

/** Where a cookie belongs. */
export interface CookiePlace {
  /** Path of the callback that it is sent to. */
  readonly path: string;
  readonly isSecure: boolean;
}

/** One for each flow, so that those in two tabs do not disturb each other. */
export function cookieName(state: string): string {
  return `coinslot_oauth_${sha256(state).toString('hex').slice(0, 16)}`;
}

/** `Set-Cookie` for a browser that leaves. */
export function departure(
  state: string,
  { userId, token }: Traveller,
  { path, isSecure }: CookiePlace,
  secret: Secret,
): string {
  const value = `${userId}.${token}.${signatureOf(`${userId}.${token}`, state, secret)}`;
  return written(cookieName(state), value, FLOW_SECONDS, { path, isSecure });
}

/** `Set-Cookie` that removes it again. */
export function arrival(state: string, place: CookiePlace): string {
  return written(cookieName(state), '', 0, place);
}

/** Who comes back; undefined when the browser did not leave from here with this state. */
export function travellerOf(
  header: string | undefined,
  state: string,
  secret: Secret,
): Traveller | undefined {
  if (header === undefined || header.length > MAX_HEADER) return undefined;
  const start = `${cookieName(state)}=`;
  const cookie = header.split(/; */).find((each) => each.startsWith(start));
  const [, userId, token, signature] = COOKIE.exec(cookie?.slice(start.length) ?? '') ?? [];
  if (userId === undefined || token === undefined || signature === undefined) return undefined;
  const expected = signatureOf(`${userId}.${token}`, state, secret);
  return safeEqual(Buffer.from(signature), Buffer.from(expected)) ? { userId, token } : undefined;
}

/** Signatures with this secret for other ends are none for this one. */
function signatureOf(value: string, state: string, secret: Secret): string {
  return createHmac('sha256', secret.reveal())
    .update(JSON.stringify(['coinslot oauth cookie', value, state]))
    .digest('base64url');
}

function written(name: string, value: string, seconds: number, place: CookiePlace): string {
  const secure = place.isSecure ? '; Secure' : '';
  return `${name}=${value}; Path=${place.path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
