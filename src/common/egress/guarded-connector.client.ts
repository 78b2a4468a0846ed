import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { connectFailureOf, EgressFailure } from './egress-failure.js';
import { type EgressPolicy, refusalOf, type Target } from './policy.js';
import type { ResolveHost } from './resolver.client.js';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Makes the connections to one target. What a host name leads to is judged where the connection is
 * made, and the socket gets the judged addresses: nothing can change in between.
 */
export function guardedConnector(
  policy: EgressPolicy,
  target: Target,
  resolve: ResolveHost,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: guardedLookup(policy, target, resolve),
  });
  return (options, callback) => {
    // Sockets look up names only: a literal address is judged here.
    const refusal = isIP(options.hostname) > 0 && refusalOf(policy, target, [options.hostname]);
    if (refusal) callback(EgressFailure.refused(refusal), null);
    else
      connect(options, (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(connectFailureOf(error), null),
      );
  };
}

/**
 * What a host name leads to, once all of it has been judged.
 * @throws {EgressFailure} `refused`, or `unreachable` when nobody can tell at the moment
 */
export async function judgedAddresses(
  policy: EgressPolicy,
  target: Target,
  resolve: ResolveHost,
  hostname: string,
) {
  const isTrusted = policy.allowed.names(target.hostname, target.port);
  const addresses = isIP(hostname) > 0 ? [hostname] : await resolve(hostname, isTrusted);
  const refusal = refusalOf(policy, target, addresses);
  if (refusal !== undefined) throw EgressFailure.refused(refusal);
  return addresses.map((address) => ({ address, family: isIP(address) }));
}

function guardedLookup(policy: EgressPolicy, target: Target, resolve: ResolveHost): LookupFunction {
  const judged = callbackify((hostname: string) =>
    judgedAddresses(policy, target, resolve, hostname),
  );
  return (hostname, { all }, callback) =>
    judged(hostname, (error, addresses) => {
      if (error !== null) callback(error, '');
      else if (all === true) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
}
