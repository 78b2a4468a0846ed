import ipaddr from 'ipaddr.js';
import { Problem, tooManyRequests } from '../errors/index.js';

/** How often one caller may ask in a window of time. */
export interface RateLimit {
  /** Names the count: routes that say the same share it. Lower case with underscores. */
  readonly policy: string;
  /** Requests per window. */
  readonly limit: number;
  /** The window begins with a caller's first request. */
  readonly windowSeconds: number;
}

/** Where a caller stands after one more request. */
export interface Standing {
  /** Requests of this window, this one included. */
  readonly hits: number;
  /** When the window ends. */
  readonly expiresAt: Date;
}

/** What is known of who asks. */
export interface Caller {
  /** Undefined for callers without an account. */
  readonly userId: string | undefined;
  /** IP address. */
  readonly address: string;
}

/** IPv6 networks are given to customers in blocks of this size: one caller has all of it. */
const IPV6_PREFIX = 64;

/** Text that is the same for all requests of one caller: the user, else the network address. */
export function callerKey({ userId, address }: Caller): string {
  if (userId !== undefined) return `user ${userId}`;
  if (!ipaddr.isValid(address)) return 'address unknown';
  // An IPv4 caller at an IPv6 socket is the same caller.
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return `address ${parsed.toString()}`;
  const network = parsed.toByteArray().slice(0, IPV6_PREFIX / 8);
  return `network ${Buffer.from(network).toString('hex')}`;
}

/** Seconds until the window ends, at least one. */
export function secondsLeft({ expiresAt }: Standing, now: Date): number {
  return Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / 1000));
}

/** Undefined while a caller is within the limit. */
export function excess(limit: RateLimit, standing: Standing, now: Date): Problem | undefined {
  if (standing.hits <= limit.limit) return undefined;
  const detail = `At most ${limit.limit} requests in ${limit.windowSeconds} seconds.`;
  return new Problem(tooManyRequests, { detail, retryAfterSeconds: secondsLeft(standing, now) });
}

/** What scripts in a browser must be let read to keep within a limit. */
export const RATE_LIMIT_HEADERS: readonly string[] = [
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
];

/** Response headers that tell a caller where they stand (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimitHeaders(
  { policy, limit, windowSeconds }: RateLimit,
  standing: Standing,
  now: Date,
): Readonly<Record<string, string>> {
  const left = Math.max(0, limit - standing.hits);
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${left};t=${secondsLeft(standing, now)}`,
  };
}
