import { isPublicAddress } from './address.js';
import type { Allowance } from './allowance.js';
import type { RefusalReason } from './egress-failure.js';

/** What requests to addresses of strangers' choosing may reach. */
export interface EgressPolicy {
  /** Exempt from every rule below. */
  readonly allowed: Allowance;
  /** Whether public targets may be asked without encryption. */
  readonly allowsPlainHttp: boolean;
}

/** Where a connection is about to go. */
export interface Target {
  /** With its colon: `https:`. */
  readonly protocol: string;
  /** As a URL writes it, IPv6 in brackets. */
  readonly hostname: string;
  readonly port: number;
}

const WEB_PORTS = new Set([80, 443]);
/** Below it are the ports of mail, shells and other services that are no web servers. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/** What a URL says itself that no policy permits; judged before anything is resolved. */
export function refusalOfUrl(url: URL): RefusalReason | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme';
  if (url.username !== '' || url.password !== '') return 'credentials';
  return undefined;
}

/**
 * Why a connection is not made, if so. One address that is not public suffices: a name that leads
 * to both kinds is a trick.
 * @param addresses all that the host name leads to
 */
export function refusalOf(
  { allowed, allowsPlainHttp }: EgressPolicy,
  { protocol, hostname, port }: Target,
  addresses: readonly string[],
): RefusalReason | undefined {
  // A name that leads nowhere is refused alike: who asks does not learn which names exist.
  if (addresses.length === 0) return 'address';
  if (allowed.names(hostname, port)) return undefined;
  const others = addresses.filter((address) => !allowed.includes(address));
  if (others.length === 0) return undefined;
  if (!others.every(isPublicAddress)) return 'address';
  if (protocol === 'http:' && !allowsPlainHttp) return 'plain_http';
  return WEB_PORTS.has(port) || port >= FIRST_UNPRIVILEGED_PORT ? undefined : 'port';
}

/** Scheme, host and port that a request to `url` connects to. */
export function targetOf(url: URL): Target {
  const { protocol, hostname, port } = url;
  const ownPort = protocol === 'https:' ? 443 : 80;
  return { protocol, hostname, port: port === '' ? ownPort : Number(port) };
}
