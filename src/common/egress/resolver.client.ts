import { lookup, Resolver } from 'node:dns/promises';
import { EgressFailure } from './egress-failure.js';

/**
 * Gives every address a host name leads to; none when there is no such name.
 * @param isTrusted whether an operator named the host
 * @throws {EgressFailure} `unreachable` when nobody can tell at the moment
 */
export type ResolveHost = (hostname: string, isTrusted: boolean) => Promise<readonly string[]>;

const TIMEOUT_MS = 2_500;
const TRIES = 2;
const NO_SUCH_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'EBADQUERY', 'EBADSTR']);

/**
 * Asks the machine's name servers. Only hosts that an operator named go through the system's
 * look-up, which also reads the machine's own table: it occupies one of few threads that the whole
 * process shares, and a stranger's slow name server must not hold those up.
 * @param servers other name servers, as `address:port`
 */
export function hostResolver(servers?: readonly string[]): ResolveHost {
  return async (hostname, isTrusted) => {
    if (isTrusted) {
      const found = await lookup(hostname, { all: true }).catch(none);
      return found.map(({ address }) => address);
    }
    // RFC 6761 section 6.3: never a question for name servers.
    if (/(^|\.)localhost\.?$/.test(hostname)) return ['127.0.0.1', '::1'];
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers !== undefined) resolver.setServers(servers);
    return resolveBoth(resolver, hostname);
  };
}

async function resolveBoth(resolver: Resolver, hostname: string): Promise<string[]> {
  const answers = await Promise.allSettled([
    resolver.resolve4(hostname).catch(none),
    resolver.resolve6(hostname).catch(none),
  ]);
  const addresses = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const isUnknown = answers.some(({ status }) => status === 'rejected');
  if (addresses.length === 0 && isUnknown) throw EgressFailure.of('unreachable');
  return addresses;
}

/** @throws {EgressFailure} unless the error says that there is no such name */
function none(error: unknown): never[] {
  if (NO_SUCH_NAME.has(String((error as { code?: unknown }).code))) return [];
  throw EgressFailure.of('unreachable');
}
