import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseAllowance } from '../../src/common/egress/allowance.js';
import { Egress } from '../../src/common/egress/index.js';
import { ATTEMPTS, NAMES } from './attempts.js';

const allowed = parseAllowance([])!;

/** What a server inside would hear, and what became of the request. */
async function attempt(egress: Egress, url: string): Promise<unknown> {
  try {
    const answer = await egress.request(url, { method: 'GET', timeoutMs: 5_000, maxBytes: 1_000 });
    answer.body.destroy();
    return { kind: 'answered' };
  } catch (error) {
    return error;
  }
}

describe('what is not public', () => {
  let server: Server;
  let port: number;
  let egress: Egress;
  let heard = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      heard += 1;
      response.end('secret');
    });
    server.listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    ({ port } = server.address() as AddressInfo);
    egress = new Egress({ allowed, allowsPlainHttp: true }, async (name) => NAMES[name] ?? []);
  });
  afterAll(async () => {
    await egress.onApplicationShutdown();
    server.close();
  });

  it.each(ATTEMPTS)('is not reached: %s', async (_name, url) => {
    const failure = await attempt(egress, url.replace('PORT', String(port)));
    expect(failure).toMatchObject({ name: 'EgressFailure', kind: 'refused' });
    expect(heard).toBe(0);
  });

  it('was tried in more than sixty ways', () => {
    expect(new Set(ATTEMPTS.map(([, url]) => url)).size).toBeGreaterThan(150);
  });

  it('is not reached by any spelling of any address in a private range', async () => {
    await fc.assert(
      fc.asyncProperty(privateIpv4, spelling, fc.boolean(), async (address, spell, isTls) => {
        const host = spell(address);
        const url = isTls ? `https://${host}/` : `http://${host}:${port}/`;
        expect(await attempt(egress, url)).toMatchObject({ kind: 'refused', reason: 'address' });
      }),
      { numRuns: 500 },
    );
    expect(heard).toBe(0);
  });

  it('is refused in words that do not tell what a name leads to', async () => {
    const names = ['private.example', 'both6.example', 'metadata.example', 'missing.example'];
    const failures = await Promise.all(names.map((name) => attempt(egress, `https://${name}/`)));
    const told = failures.map((failure) => JSON.stringify(failure) + String(failure));
    expect(new Set(told).size).toBe(1);
  });
});

type Octets = readonly [number, number, number, number];

const octet = fc.integer({ min: 0, max: 255 });
const within = (min: number, max: number) => fc.integer({ min, max });
const privateIpv4: fc.Arbitrary<Octets> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
  fc.tuple(fc.constant(172), within(16, 31), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(100), within(64, 127), octet, octet),
  fc.tuple(within(224, 255), octet, octet, octet),
);

const numeral = fc.constantFrom(
  (part: number) => String(part),
  (part: number) => `0${part.toString(8)}`,
  (part: number) => `0x${part.toString(16)}`,
  (part: number) => `0X${part.toString(16).toUpperCase().padStart(8, '0')}`,
);

/** One to four parts, each in its own base; the last part holds what is left. */
const asIpv4 = fc
  .tuple(fc.array(numeral, { minLength: 4, maxLength: 4 }), within(1, 4), fc.boolean())
  .map(([numerals, count, hasDot]) => (octets: Octets) => {
    const rest = octets.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
    const parts = [...octets.slice(0, count - 1), rest];
    return parts.map((part, at) => numerals[at]?.(part)).join('.') + (hasDot ? '.' : '');
  });

const hex = (high: number, low: number) => ((high << 8) | low).toString(16);

/** Every IPv6 form that carries an IPv4 address, dotted or in hexadecimal where it may be. */
const asIpv6 = fc
  .tuple(
    fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '0:0:0:0:0:FFFF:'),
    fc.constantFrom('dotted', 'hexadecimal', '6to4', 'teredo'),
  )
  .map(([prefix, form]) => ([a, b, c, d]: Octets) => {
    if (form === '6to4') return `[2002:${hex(a, b)}:${hex(c, d)}::1]`;
    if (form === 'teredo')
      return `[2001:0:1:2:3:4:${hex(~a & 255, ~b & 255)}:${hex(~c & 255, ~d & 255)}]`;
    const carried = form === 'dotted' ? `${a}.${b}.${c}.${d}` : `${hex(a, b)}:${hex(c, d)}`;
    return `[${prefix}${carried}]`;
  });

const spelling = fc.oneof(asIpv4, asIpv6);
