import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import type { Environment } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Buyer, send } from '../e2e/buyer.js';
import { NETWORK, openShop, type Shop } from '../e2e/shop.js';

const INPUT = { topic: 'coins' };
const SECRETS = /planted-(user|word|path|query)/;

interface Question {
  readonly method?: string;
  readonly paymentPayload?: { readonly payload: { readonly authorization: { from: string } } };
}

/** A server whose operator puts keys everywhere a URL has room, and that repeats them when it fails. */
class NosyServer {
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', async (request: IncomingMessage, response) => {
      this.asked.push(`${request.headers.authorization} ${request.url}`);
      const question = JSON.parse((await text(request)) || '{}') as Question;
      const { method, paymentPayload } = question;
      const payer = paymentPayload?.payload.authorization.from;
      if (request.url?.includes('/settle')) response.destroy();
      else if (method === undefined) response.end(JSON.stringify({ isValid: true, payer }));
      else {
        const message = `${method}: no access to ${request.url} for planted-user:planted-word`;
        response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_000, message } }));
      }
    });
  }

  static async start(): Promise<NosyServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new NosyServer(server);
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://planted-user:planted-word@127.0.0.1:${port}/v2/planted-path?key=planted-query`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe('the keys that stand in configured URLs', () => {
  let nosy: NosyServer;
  let shop: Shop;

  beforeEach(async () => (nosy = await NosyServer.start()));
  afterEach(async () => {
    await shop.stop();
    nosy.stop();
  });

  /** The log at level trace of a server that cannot get one payment through. */
  async function logOf(overrides: Environment): Promise<string> {
    shop = await openShop({
      RPC_URLS: `${NETWORK}=${nosy.url}`,
      STORAGE_URL: nosy.url,
      STORAGE_PRIVATE_KEY: generatePrivateKey(),
      ...overrides,
    });
    const { url } = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    const answer = await send(url, await buyer.sign(url), INPUT);
    expect(answer.status).toBeGreaterThanOrEqual(502);
    expect(JSON.stringify(answer.body)).not.toMatch(SECRETS);
    return shop.log.join('');
  }

  it('are used to ask a facilitator and the chain, and never logged when these fail', async () => {
    const log = await logOf({ FACILITATOR_PRIVATE_KEY: undefined, FACILITATOR_URL: nosy.url });
    const basic = `Basic ${Buffer.from('planted-user:planted-word').toString('base64')}`;
    expect(nosy.asked).toContain(`${basic} /v2/planted-path/verify?key=planted-query`);
    expect(nosy.asked).toContain(`${basic} /v2/planted-path?key=planted-query`);
    expect(log).toContain('a facilitator did not answer a settlement');
    expect(log).toContain('the chain could not be asked');
    expect(log).not.toMatch(SECRETS);
  });

  it('are not logged when our own facilitator cannot ask the chain', async () => {
    const log = await logOf({});
    expect(log).toContain('a facilitator did not verify');
    expect(log).not.toMatch(SECRETS);
  });
});

describe('a URL in the log', () => {
  it.each([
    ['postgres://u:planted-word@db:5432/coinslot', 'postgres://db:5432/[redacted]'],
    ['at https://rpc.example/v2/planted-path, twice', 'at https://rpc.example/[redacted] twice'],
    ['https://rpc.example?key=planted-query', 'https://rpc.example/[redacted]'],
    ['https://planted-user@rpc.example:8545', 'https://rpc.example:8545'],
    ['a=https://one.example/planted-path,b=https://two.example/planted-path', undefined],
    ['"url":"https://rpc.example/planted-path"', undefined],
    ['at run (file:///srv/app/dist/main.js:1:2)', 'at run (file:///srv/app/dist/main.js:1:2)'],
  ])('is written without what is secret, whoever writes it and where: %s', (text, left) => {
    const lines: string[] = [];
    const logger = createLogger('trace', { write: (line) => void lines.push(line) });
    logger.info({ deep: { field: text }, err: new Error(text, { cause: new Error(text) }) }, text);
    const [line = ''] = lines;
    expect(line).not.toMatch(SECRETS);
    const { msg, deep } = JSON.parse(line) as { msg: string; deep: { field: string } };
    expect(deep.field).toBe(msg);
    if (left !== undefined) expect(msg).toBe(left);
  });
});
