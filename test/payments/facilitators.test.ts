import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { parseConfig } from '../../src/common/config/index.js';
import { Secret } from '../../src/common/crypto/index.js';
import { GuardedFacilitator } from '../../src/modules/payments/facilitator/guarded-facilitator.client.js';
import {
  type Facilitator,
  NotAsked,
  OutOfReach,
} from '../../src/modules/payments/facilitator/facilitator.js';
import { FacilitatorService } from '../../src/modules/payments/facilitator/facilitator.service.js';
import { GasWatch } from '../../src/modules/payments/facilitator/gas-watch.service.js';
import type { Metering } from '../../src/modules/payments/facilitator/metering.service.js';
import { IndexReports } from '../../src/modules/payments/facilitator/index-reports.service.js';
import { HttpFacilitator } from '../../src/modules/payments/facilitator/http-facilitator.client.js';
import type { PaidRoutes } from '../../src/modules/payments/x402/paid-routes.service.js';
import type { HeldClaim } from '../../src/modules/payments/claims/held-claim.js';

const NETWORK = 'eip155:84532';
const claim = {
  id: 'claim',
  network: NETWORK,
  payer: '0xabc',
  amount: 5n,
  payment: { payload: { x402Version: 2, payload: {} }, requirements: {} },
} as unknown as HeldClaim;
const good = { isValid: true, success: true, transaction: '0x01', network: NETWORK };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const saying =
  (body: object | string, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

describe('facilitators behind URLs', () => {
  const servers: Server[] = [];
  const clients: HttpFacilitator[] = [];
  const logger = pino({ level: 'silent' });
  const noMetering = { settles: () => Promise.resolve(true) } as unknown as Metering;
  const noIndexes = new IndexReports({ find: () => undefined } as unknown as PaidRoutes, logger);
  const noGas = new GasWatch([], { networks: [], warnSettlements: 0 }, logger);

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** A facilitator that notes what it is asked, and who. */
  async function start(
    handler: Handler,
    given: { token?: string; network?: string; timeoutMs?: number } = {},
  ) {
    const asked: { url: string; token: string | undefined; port: number | undefined }[] = [];
    const server = createServer((request, response) => {
      const { url = '', headers, socket } = request;
      asked.push({ url, token: headers.authorization, port: socket.remotePort });
      request.resume().on('end', () => handler(request, response));
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x402/`;
    const { timeoutMs = 30_000 } = given;
    const token = given.token === undefined ? undefined : new Secret(given.token);
    const client = new HttpFacilitator({ url, network: given.network, token, timeoutMs });
    clients.push(client);
    return { asked, client };
  }

  /** Nobody listens there. */
  async function unreachable(): Promise<Facilitator> {
    const { client } = await start(saying(good));
    const server = servers.pop();
    server?.close();
    await once(server!, 'close');
    return client;
  }

  const service = (...list: Facilitator[]) =>
    new FacilitatorService(list, noGas, noIndexes, noMetering, logger);

  it('are asked over connections that are kept', async () => {
    const { asked, client } = await start(saying(good));
    const facilitators = service(client);
    expect(await facilitators.verify(claim, true)).toEqual({ kind: 'valid' });
    expect(await facilitators.settle(claim)).toEqual({
      kind: 'settled',
      transaction: '0x01',
    });
    expect(asked.map(({ url }) => url)).toEqual(['/x402/verify', '/x402/settle']);
    for (let time = 0; time < 10; time += 1) await facilitators.verify(claim, true);
    // A connection is free again a moment after its reply was read, so a second one may be opened.
    expect(new Set(asked.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
  });

  it('are believed when they refuse with an error status, if what they say makes sense', async () => {
    const refusal = { success: false, errorReason: 'insufficient_funds', network: NETWORK };
    const { client } = await start(saying(refusal, 402));
    expect(await service(client).settle(claim)).toEqual({
      kind: 'refused',
      reason: 'insufficient_funds',
      nothingSent: false,
    });
  });

  it.each<[string, Handler]>([
    ['garbage', saying('garbage')],
    ['an empty error', saying('', 502)],
    ['silence', () => undefined],
    ['a cut connection', (request) => request.socket.destroy()],
    ['a redirect', (_request, response) => response.writeHead(307, { location: '/else' }).end()],
    ['more than a reply can be', saying(JSON.stringify({ ...good, junk: 'x'.repeat(70_000) }))],
  ])('with %s have neither verified nor clearly settled', async (name, handler) => {
    const { client } = await start(handler, name === 'silence' ? { timeoutMs: 100 } : {});
    expect((await service(client).verify(claim, true)).kind).toBe('unavailable');
    expect((await service(client).settle(claim)).kind).toBe('unknown');
  });

  it('stand in for one another to verify, whatever the first one did', async () => {
    const broken = await start(saying('garbage'));
    const sound = await start(saying(good));
    const facilitators = service(await unreachable(), broken.client, sound.client);
    expect(await facilitators.verify(claim, true)).toEqual({ kind: 'valid' });
    expect(broken.asked).toHaveLength(1);
  });

  it('stand in for one another to settle only when the first one was not asked', async () => {
    const sound = await start(saying(good));
    expect((await service(await unreachable(), sound.client).settle(claim)).kind).toBe('settled');
    const cut = await start((request) => request.socket.destroy());
    const second = await start(saying(good));
    expect((await service(cut.client, second.client).settle(claim)).kind).toBe('unknown');
    expect(cut.asked).toHaveLength(1);
    expect(second.asked).toHaveLength(0);
  });

  it('that cannot be reached at all were certainly not asked', async () => {
    const facilitators = service(await unreachable());
    expect(await facilitators.settle(claim)).toMatchObject({ kind: 'not_asked' });
    expect((await facilitators.verify(claim, true)).kind).toBe('unavailable');
  });

  it('serve the network they are meant for, each with its own token', async () => {
    const other = await start(saying(good), { network: 'eip155:8453', token: 'one' });
    const ours = await start(saying(good), { network: NETWORK, token: 'two' });
    await service(other.client, ours.client).settle(claim);
    expect(other.asked).toHaveLength(0);
    expect(ours.asked.map(({ token }) => token)).toEqual(['Bearer two']);
  });

  it('are left alone after five failures in a row, and then not asked', async () => {
    const { asked, client } = await start(saying('garbage', 500));
    const cut = await start((request) => request.socket.destroy());
    const facilitators = service(cut.client);
    for (let time = 0; time < 5; time += 1) await facilitators.settle(claim);
    expect(cut.asked).toHaveLength(5);
    expect(Object.values(facilitators.states())).toEqual(['left_alone']);
    expect(await facilitators.settle(claim)).toMatchObject({ kind: 'not_asked' });
    expect(cut.asked).toHaveLength(5);
    expect(await service(client).settle(claim)).toMatchObject({ kind: 'unknown' });
    expect(asked).toHaveLength(1);
  });

  it('that refuse are sound: no refusal counts as a failure to answer', async () => {
    const { asked, client } = await start(saying({ success: false, network: NETWORK }));
    const facilitators = service(client);
    for (let time = 0; time < 8; time += 1) await facilitators.settle(claim);
    expect(asked).toHaveLength(8);
  });

  it.each<[string, Handler]>([
    ['garbage', saying('garbage')],
    ['an error of their own', saying('oh no', 500)],
    ['a refusal with an error status', saying({ isValid: false, success: false }, 400)],
    ['word of somebody else', saying({ ...good, payer: '0xdef' })],
  ])('that answer whatever a buyer made them answer are not left alone', async (_, handler) => {
    const { asked, client } = await start(handler);
    const facilitators = service(client);
    for (let time = 0; time < 8; time += 1) {
      await facilitators.verify(claim, true);
      await facilitators.settle(claim);
    }
    expect(asked).toHaveLength(16);
    expect(Object.values(facilitators.states())).toEqual(['asked']);
  });

  it('that a stranger kept from answering are not left alone for those who signed', async () => {
    const cut = await start((request) => request.socket.destroy());
    const facilitators = service(cut.client);
    for (let time = 0; time < 8; time += 1) await facilitators.verify(claim, false);
    expect(Object.values(facilitators.states())).toEqual(['asked']);
  });

  it('are asked again after a pause, and stay in use when they answer', async () => {
    let isDown = true;
    const flaky = {
      name: 'flaky',
      tellsWhatItSent: false,
      serves: () => true,
      verify: () => (isDown ? Promise.reject(new OutOfReach('down')) : Promise.resolve('up')),
      settle: () => Promise.reject(new Error('not asked for')),
      supported: () => Promise.reject(new Error('not asked for')),
    };
    const guarded = new GuardedFacilitator(flaky, { failures: 2, pauseMs: 1 });
    const ask = () => guarded.ask((each) => each.verify({} as never, {} as never));
    await expect(ask()).rejects.toThrow('down');
    await expect(ask()).rejects.toThrow('down');
    expect(guarded.isOpen).toBe(true);
    isDown = false;
    let answer: unknown = NotAsked;
    while (answer === NotAsked) answer = await ask().catch(() => NotAsked);
    expect(answer).toBe('up');
    expect(guarded.isOpen).toBe(false);
  });
});

describe('the configuration of facilitators', () => {
  const complete = {
    NODE_ENV: 'test',
    PUBLIC_URL: 'http://shop.example',
    DATABASE_URL: 'postgres://coinslot@127.0.0.1/coinslot',
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: `r1:${Buffer.alloc(32, 2).toString('base64')}`,
    NETWORKS: 'eip155:8453,eip155:84532',
    RPC_URLS: 'eip155:8453=http://rpc.example,eip155:84532=http://rpc.example',
  };
  const given = (FACILITATOR_URL: string, FACILITATOR_TOKEN = '') =>
    parseConfig({ ...complete, FACILITATOR_URL, FACILITATOR_TOKEN });

  it('takes several, by network or for all', () => {
    const list = 'eip155:8453=https://a.example/x, https://b.example';
    expect(given(list).FACILITATOR_URL).toEqual([
      { network: 'eip155:8453', url: 'https://a.example/x' },
      { network: undefined, url: 'https://b.example' },
    ]);
  });

  it('refuses a network that none serves, and a token that would go to several', () => {
    expect(() => given('eip155:8453=https://a.example')).toThrow('an entry for eip155:84532');
    expect(() => given('ftp://a.example')).toThrow('FACILITATOR_URL');
    const two = 'https://a.example,https://b.example';
    expect(() => given(two, 'planted-token')).toThrow('FACILITATOR_TOKEN');
    expect(() => given(two, 'planted-token')).not.toThrow('planted');
    const { byOrigin } = given(
      two,
      'https://a.example=one=,https://b.example=two',
    ).FACILITATOR_TOKEN;
    expect([...byOrigin].map(([origin, token]) => [origin, token.reveal()])).toEqual([
      ['https://a.example', 'one='],
      ['https://b.example', 'two'],
    ]);
  });
});
