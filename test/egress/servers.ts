import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAllowance } from '../../src/common/egress/allowance.js';
import { Egress } from '../../src/common/egress/index.js';
import type { EgressPolicy } from '../../src/common/egress/policy.js';

/** A server on this machine that does as told. */
export async function serve(listener: RequestListener, host = '127.0.0.1', at = 0) {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(at, host, done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    server,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export type Served = Awaited<ReturnType<typeof serve>>;

/** A policy that permits these entries and whatever is public. */
export function policy(entries: readonly string[], allowsPlainHttp = true): EgressPolicy {
  const allowed = parseAllowance(entries);
  if (allowed === undefined) throw new Error('wrong entries');
  return { allowed, allowsPlainHttp };
}

/** An {@link Egress} for which `names` is all there is to resolve. */
export function egressTo(
  entries: readonly string[],
  names: (name: string) => readonly string[] = () => [],
  allowsPlainHttp = true,
): Egress {
  return new Egress(policy(entries, allowsPlainHttp), async (name) => names(name));
}
