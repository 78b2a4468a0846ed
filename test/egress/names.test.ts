import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import ipaddr from 'ipaddr.js';
import { ConfigModule, parseConfig } from '../../src/common/config/index.js';
import { Egress, EgressModule } from '../../src/common/egress/index.js';
import { hostResolver, type ResolveHost } from '../../src/common/egress/resolver.client.js';

const A = 1;
const AAAA = 28;
const NO_ERROR = 0;
const SERVER_FAILURE = 2;
const NO_SUCH_NAME = 3;

/** What a name server knows. */
const ZONE: Readonly<Record<string, readonly string[] | 'broken'>> = {
  'both.example': ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  'four.example': ['192.0.2.1'],
  'six.example': ['2001:db8::1'],
  'broken.example': 'broken',
};

/** A name server that answers from {@link ZONE} (RFC 1035 section 4.1). */
async function nameServer(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12);
    const labels: string[] = [];
    for (let at = 12; at < end; at += query.readUInt8(at) + 1) {
      labels.push(query.toString('latin1', at + 1, at + 1 + query.readUInt8(at)));
    }
    const type = query.readUInt16BE(end + 1);
    const known = ZONE[labels.join('.').toLowerCase()];
    const records = Array.isArray(known)
      ? known.map((text) => Buffer.from(ipaddr.parse(text).toByteArray()))
      : [];
    const wanted = records.filter(({ length }) => length === (type === A ? 4 : 16));
    const failure = known === undefined ? NO_SUCH_NAME : SERVER_FAILURE;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (Array.isArray(known) ? NO_ERROR : failure), 2);
    header.writeUInt16BE(wanted.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = wanted.map((data) =>
      Buffer.concat([
        Buffer.from([0xc0, 12, 0, type === A ? A : AAAA, 0, 1, 0, 0, 0, 0, 0, data.length]),
        data,
      ]),
    );
    socket.send(Buffer.concat([header, query.subarray(12, end + 5), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

describe('a host name', () => {
  let server: Socket;
  let resolve: ResolveHost;

  beforeAll(async () => {
    server = await nameServer();
    resolve = hostResolver([`127.0.0.1:${server.address().port}`]);
  });
  afterAll(() => {
    server.close();
  });

  it('leads to all its addresses, of both families', async () => {
    expect([...(await resolve('both.example', false))].sort()).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '2001:db8::1',
    ]);
    expect(await resolve('four.example', false)).toEqual(['192.0.2.1']);
    expect(await resolve('six.example', false)).toEqual(['2001:db8::1']);
  });

  it('leads nowhere when nobody knows it', async () => {
    expect(await resolve('missing.example', false)).toEqual([]);
  });

  it('cannot be reached when the name server fails', async () => {
    await expect(resolve('broken.example', false)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it.each(['localhost', 'localhost.', 'admin.localhost'])('is this machine: %s', async (name) => {
    expect(await resolve(name, false)).toEqual(['127.0.0.1', '::1']);
  });

  it('is looked up in the machine’s own table when an operator named it', async () => {
    expect(await resolve('localhost', true)).toContain('127.0.0.1');
  });
});

describe('the policy that is configured', () => {
  const complete = {
    PUBLIC_URL: 'https://api.example.com',
    DATABASE_URL: 'postgres://coinslot:a-password@127.0.0.1:5432/coinslot',
    AUTH_SECRET: 'a'.repeat(32),
    VAULT_KEYS: 'k1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    NETWORKS: 'eip155:8453',
    RPC_URLS: 'eip155:8453=https://rpc.example.com',
    FACILITATOR_URL: 'https://facilitator.example.com',
  };
  const reasonFor = async (environment: object, url: string): Promise<unknown> => {
    const config = parseConfig({ ...complete, ...environment });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(config), EgressModule],
    }).compile();
    const asked = module.get(Egress).request(url, { method: 'GET', timeoutMs: 1_000, maxBytes: 1 });
    const reason = await asked.then(
      () => 'answered',
      (error: { reason?: string; kind: string }) => error.reason ?? error.kind,
    );
    await module.close();
    return reason;
  };

  it('allows nothing inside, and in production nothing unencrypted', async () => {
    expect(await reasonFor({}, 'http://127.0.0.1:1/')).toBe('address');
    expect(await reasonFor({ NODE_ENV: 'production' }, 'http://1.1.1.1/')).toBe('plain_http');
  });

  it('allows what EGRESS_ALLOW says', async () => {
    const production = { NODE_ENV: 'production', EGRESS_ALLOW: '127.0.0.1:1, 10.0.0.0/8' };
    expect(await reasonFor(production, 'http://127.0.0.1:1/')).toBe('unreachable');
    expect(await reasonFor(production, 'http://127.0.0.1:2/')).toBe('address');
    expect(() => parseConfig({ ...complete, EGRESS_ALLOW: '*' })).toThrow('EGRESS_ALLOW: must be');
  });
});
