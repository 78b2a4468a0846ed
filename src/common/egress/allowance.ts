import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Targets that an operator permits although they are not public. */
export class Allowance {
  constructor(
    private readonly hosts: ReadonlySet<string>,
    private readonly ranges: readonly Range[],
  ) {}

  /** Whether `host:port` itself was named. @param hostname as a URL writes it */
  names(hostname: string, port: number): boolean {
    return this.hosts.has(`${hostname}:${port}`);
  }

  /** Whether an address lies in a range that was named. */
  includes(address: string): boolean {
    if (isIP(address) === 0) return false;
    const parsed = ipaddr.parse(address);
    return this.ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
  }
}

/** Reads `host:port` and CIDR entries. Undefined when one of them is neither. */
export function parseAllowance(entries: readonly string[]): Allowance | undefined {
  const hosts = new Set<string>();
  const ranges: Range[] = [];
  for (const entry of entries) {
    const host = readHost(entry);
    if (host !== undefined) hosts.add(host);
    else if (isIP(entry.split('/')[0] ?? '') > 0 && ipaddr.isValidCIDR(entry))
      ranges.push(ipaddr.parseCIDR(entry));
    else return undefined;
  }
  return new Allowance(hosts, ranges);
}

/** `host:port` as a URL would spell the host; undefined when it is none. */
function readHost(entry: string): string | undefined {
  const [, host = '', digits = ''] = /^([^/@?#\\]+):(\d{1,5})$/.exec(entry) ?? [];
  const port = Number(digits);
  if (!URL.canParse(`http://${host}`) || port < 1 || port > 65_535) return undefined;
  const url = new URL(`http://${host}`);
  return url.port === '' ? `${url.hostname}:${port}` : undefined;
}
