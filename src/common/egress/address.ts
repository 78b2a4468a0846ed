import ipaddr from 'ipaddr.js';

/** The only block global unicast addresses are given out of (RFC 4291, IANA). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** Public by their number, but they answer about the machine that asks. */
const METADATA = new Set(['168.63.129.16']);

/**
 * Whether an IP address, as a resolver writes it, belongs to the public internet. Whatever has a
 * special meaning does not: private, loopback, link-local, shared, multicast, reserved and
 * documentation ranges, addresses of cloud metadata, and every IPv6 form that carries an IPv4
 * address (mapped, compatible, translated, 6to4, Teredo), whichever it carries.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text) || METADATA.has(text)) return false;
  const address = ipaddr.parse(text);
  const isGiven = address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST);
  return isGiven && address.range() === 'unicast';
}
