import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { Buyer, post, readAnswer } from '../e2e/buyer.js';
import { answering, generations } from '../e2e/claude.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { countsOnce } from '../insights/demand.js';
import { FacilitatorStandIn } from '../payments/facilitator-stand-in.js';
import { testServers } from '../setup/servers.js';
import { type Agent, connect, payFor } from './mcp-agents.js';
import { runExample } from './run-example.js';

const INPUT = { topic: 'coins' };
const HAIKU = 'A haiku about coins';
const ACCEPTED = { accept: 'application/json, text/event-stream' };

describe('agents that speak MCP', () => {
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let seller: string;
  const agents: Agent[] = [];

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '5000',
    });
    listing = await shop.publish();
    seller = new URL(listing.url).pathname.split('/')[1] ?? '';
  });
  afterEach(async () => {
    facilitator.answer = facilitator.honest;
    shop.claude.answer(answering(HAIKU));
    shop.claude.requests.length = 0;
    await Promise.all(agents.splice(0).map((agent) => agent.close()));
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });

  const buyer = () => Buyer.with(shop.chain);
  async function agentAt(path: string, kind: Parameters<typeof connect>[1] = '2026-07-28') {
    const agent = await connect(`${shop.origin}${path}`, kind);
    agents.push(agent);
    return agent;
  }
  /** What is asked without any client. */
  const ask = (path: string, message: unknown, headers: object = ACCEPTED) =>
    fetch(`${shop.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof message === 'string' ? message : JSON.stringify(message),
    });

  it('find, understand and buy a resource of whom they know nothing but the server', async () => {
    const purse = await buyer();
    const { wallet } = purse;
    const agent = await agentAt('/mcp');
    expect((await agent.tools()).tools.map(({ name }) => name)).toEqual([
      'search_resources',
      'describe_resource',
      'call_resource',
    ]);
    const found = await agent.call('search_resources', { query: 'haiku', max_price: '0.05' });
    const { resources } = found.structuredContent as { resources: { resource: string }[] };
    const [first] = resources;
    const { resource = '' } = first ?? {};
    expect(first).toMatchObject({ resource: `${seller.slice(1)}/haiku`, price: '0.05 USDC' });
    const described = await agent.call('describe_resource', { resource });
    expect(described.structuredContent).toMatchObject({
      description: 'Three lines',
      price: '0.05 USDC',
      inputSchema: { required: ['topic'], properties: { topic: { maxLength: 200 } } },
    });
    const unpaid = await agent.call('call_resource', { resource, input: INPUT });
    expect(unpaid).toMatchObject({
      isError: true,
      structuredContent: {
        x402Version: 2,
        accepts: [{ amount: String(PRICE), payTo: listing.payTo }],
      },
    });
    expect(JSON.parse(String(unpaid.content[0]?.['text']))).toEqual(unpaid.structuredContent);

    const payment = await payFor(wallet, unpaid);
    const paid = await agent.call('call_resource', { resource, input: INPUT }, payment);
    expect(paid.isError).toBeUndefined();
    expect(paid.content).toEqual([{ type: 'text', text: HAIKU }]);
    expect(paid._meta?.['x402/payment-response']).toMatchObject({
      success: true,
      payer: wallet.address,
      amount: String(PRICE),
      extensions: { 'offer-receipt': { info: { receipt: { format: 'jws' } } } },
    });
    const { receipt } = paid.structuredContent as { receipt: { id: string; transaction: string } };
    const shown = await fetch(`${shop.origin}/api/v1/receipts/${receipt.id}`);
    expect(await shown.json()).toMatchObject({ transaction: receipt.transaction });
    expect(await purse.balance()).toBe(1_000_000n - PRICE);
  });

  it.each(['2026-07-28', '2025-11-25', 'old'] as const)(
    'buy a creator’s tool by its name, once for each payment, with a client of %s',
    async (kind) => {
      const purse = await buyer();
      const agent = await agentAt(`/${seller}/mcp`, kind);
      if (kind !== 'old') expect(agent.version).toBe(kind);
      const [tool] = (await agent.tools()).tools;
      expect(tool).toMatchObject({
        name: 'haiku',
        description: expect.stringContaining('Costs 0.05 USDC a call'),
        inputSchema: { type: 'object', required: ['topic'] },
      });
      expect(tool).not.toHaveProperty('outputSchema');
      const unpaid = await agent.call('haiku', INPUT);
      expect(unpaid.isError).toBe(true);
      const payment = await payFor(purse.wallet, unpaid);
      const first = await agent.call('haiku', INPUT, payment);
      const again = await agent.call('haiku', INPUT, payment);
      expect(again).toEqual(first);
      expect(first.structuredContent).toMatchObject({ response: HAIKU });
      expect(generations(shop.claude.requests)).toHaveLength(1);
      const other = await agent.call('haiku', { topic: 'the sea' }, payment);
      expect(other).toMatchObject({
        isError: true,
        structuredContent: { code: 'payment_already_used', payment: 'not_charged' },
      });
      expect(await purse.balance()).toBe(1_000_000n - PRICE);
    },
  );

  it('buy as docs/mcp.md shows', async () => {
    const key = generatePrivateKey();
    await Buyer.with(shop.chain, PRICE, key);
    const env = { MCP_URL: `${shop.origin}/${seller}/mcp`, BUYER_KEY: key };
    expect(await runExample('docs/mcp.md', env)).toBe(`${HAIKU}\n`);
  });

  it('share a payment’s one call with HTTP: who paid by a tool fetches it at the resource’s address', async () => {
    const purse = await buyer();
    const agent = await agentAt(`/${seller}/mcp`);
    const payment = await payFor(purse.wallet, await agent.call('haiku', INPUT));
    const bought = await agent.call('haiku', INPUT, payment);
    const call = post(INPUT);
    const header = Buffer.from(JSON.stringify(payment)).toString('base64');
    const answer = await readAnswer(
      await fetch(listing.url, {
        ...call,
        headers: { ...call.headers, 'payment-signature': header },
      }),
    );
    expect(answer.body).toEqual(bought.structuredContent);
    expect(await purse.balance()).toBe(1_000_000n - PRICE);
  });

  it('are counted like other buyers: asked, refused, bought', async () => {
    const { id, url } = await shop.publish({ slug: 'counted' });
    const purse = await buyer();
    const agent = await agentAt(`/${url.split('/')[3]}/mcp`, 'old');
    const unpaid = await agent.call('counted', INPUT);
    const payment = await payFor(purse.wallet, unpaid);
    const cheap = { ...payment, accepted: { ...payment.accepted, amount: '1' } };
    expect(await agent.call('counted', INPUT, cheap)).toMatchObject({
      isError: true,
      structuredContent: { x402Version: 2, error: expect.stringMatching(/^[a-z_]+$/) },
    });
    await agent.call('counted', INPUT, payment);
    const counts = await countsOnce(shop.owner, id, (now) => Object.keys(now).length >= 3);
    expect(Object.keys(counts).map((key) => key.split(' ')[0])).toEqual(
      expect.arrayContaining(['challenged', 'refused']),
    );
  });

  it('are not charged for a failure, and told of a settlement that nobody knows about', async () => {
    const purse = await buyer();
    const agent = await agentAt(`/${seller}/mcp`);
    const payment = await payFor(purse.wallet, await agent.call('haiku', INPUT));
    facilitator.answer = facilitator.settling(async () => 'garbage');
    expect(await agent.call('haiku', INPUT, payment)).toMatchObject({
      isError: true,
      structuredContent: {
        code: 'settlement_unknown',
        payment: 'unknown',
        statusUrl: expect.any(String),
      },
    });
    expect(await agent.call('haiku', {}, payment)).toMatchObject({ isError: true });
    const broken = await shop.publish({ slug: 'bounded', limits: { inputBytes: 100 } });
    const bounded = await agentAt(`/${broken.url.split('/')[3]}/mcp`);
    const long = { topic: 'x'.repeat(150) };
    const signed = await payFor(purse.wallet, await bounded.call('bounded', long));
    expect(await bounded.call('bounded', long, signed)).toMatchObject({
      isError: true,
      structuredContent: { code: 'input_too_large', payment: 'not_charged' },
    });
  });

  it('get pictures, texts and files that are sold, and large ones by where they are', async () => {
    const purse = await buyer();
    const sell = async (slug: string, config: object) => {
      const { url } = await shop.publish({ type: 'static', slug, config });
      const agent = await agentAt(`/${url.split('/')[3]}/mcp`);
      return agent.call(slug, {}, await payFor(purse.wallet, await agent.call(slug, {})));
    };
    const picture = Buffer.from('89504e470d0a1a0a00ff27', 'hex').toString('base64');
    const image = { content: picture, encoding: 'base64', mimeType: 'image/png' };
    expect((await sell('picture', image)).content).toEqual([
      { type: 'image', mimeType: 'image/png', data: picture },
    ]);
    expect((await sell('text', { content: '½ cup' })).content).toEqual([
      { type: 'text', text: '½ cup' },
    ]);
    const file = await sell('file', { ...image, mimeType: 'application/zip' });
    expect(file.content[0]).toMatchObject({ type: 'resource', resource: { blob: picture } });
    const large = await sell('large', { content: 'x'.repeat(400_000) });
    const [link] = large.content;
    expect(link).toMatchObject({
      type: 'resource_link',
      uri: large.structuredContent?.['contentUrl'],
    });
    const path = new URL(String(link?.['uri'])).pathname;
    const fetched = await fetch(`${shop.origin}${path}`, {
      headers: { 'payment-ticket': String(large.structuredContent?.['ticket']) },
    });
    expect((await fetched.text()).length).toBe(400_000);
  });

  it('page through everything that one creator sells', async () => {
    for (let at = 0; at < 27; at += 1) {
      const config = { content: 'x' };
      const { id } = await listing.creator.send<{ id: string }>('POST', '/resources', {
        type: 'static',
        name: `Text ${at}`,
        description: 'A text',
        slug: `text-${at}`,
        category: 'writing',
        price: '0.05',
        config,
      });
      await listing.creator.send('POST', `/resources/${id}/publish`);
    }
    const agent = await agentAt(`/${seller}/mcp`, 'old');
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await agent.tools(cursor);
      expect(page.tools.length).toBeLessThanOrEqual(25);
      names.push(...page.tools.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(names).size).toBe(28);
    expect(names).toHaveLength(28);
    await expect(agent.tools('made-up')).rejects.toThrow(/wrong/);
  });

  it('are refused what no tool is, in the words of the protocol', async () => {
    const agent = await agentAt('/mcp');
    await expect(agent.call('toString', {})).rejects.toMatchObject({ code: -32602 });
    await expect((await agentAt(`/${seller}/mcp`)).call('a/../b', {})).rejects.toMatchObject({
      code: -32602,
    });
    expect(await agent.call('describe_resource', { resource: `${seller}/nothing` })).toMatchObject({
      isError: true,
      structuredContent: { code: 'resource_not_found' },
    });
    expect(await agent.call('call_resource', { resource: '../../admin' })).toMatchObject({
      isError: true,
      structuredContent: { code: 'invalid_input', errors: [{ field: 'resource' }] },
    });
    expect(await agent.call('search_resources', { query: 7, colour: 'red' })).toMatchObject({
      isError: true,
      structuredContent: { code: 'invalid_input' },
    });
    for (const field of ['query', 'category', 'network', 'username', 'max_price', 'cursor']) {
      expect(await agent.call('search_resources', { [field]: 'a\0b' })).toMatchObject({
        isError: true,
        structuredContent: { code: 'invalid_input', errors: [{ field }] },
      });
    }
    const payment = 'not a payment at all';
    expect(
      await agent.call('call_resource', { resource: `${seller}/haiku`, input: INPUT }, payment),
    ).toMatchObject({
      isError: true,
      structuredContent: { error: 'malformed_payment_header' },
    });
  });

  it('keep no session, and can do no harm by what they send', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${shop.origin}/mcp`, {
        method,
        headers: { accept: 'text/event-stream' },
      });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('POST');
    }
    const first = await ask('/mcp', list);
    expect(first.status).toBe(200);
    expect(first.headers.get('mcp-session-id')).toBeNull();
    expect(first.headers.get('x-request-id')).not.toBeNull();
    const deep = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"call_resource","arguments":{"resource":"a/b","input":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}}}`;
    expect((await ask('/mcp', deep)).status).toBe(400);
    expect((await ask('/mcp', [list, list])).status).toBe(400);
    expect((await ask('/mcp', '{')).status).toBe(400);
    expect((await ask('/mcp', list, { ...ACCEPTED, 'content-type': 'text/plain' })).status).toBe(
      415,
    );
    const huge = {
      ...list,
      method: 'tools/call',
      params: { name: 'haiku', arguments: { topic: 'x'.repeat(1_100_000) } },
    };
    expect((await ask(`/${seller}/mcp`, huge)).status).toBe(413);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const listen = {
      jsonrpc: '2.0',
      id: 2,
      method: 'subscriptions/listen',
      params: { notifications: {}, _meta: meta },
    };
    const headers = {
      ...ACCEPTED,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    };
    const refused = await (await ask('/mcp', listen, headers)).text();
    expect(refused).toContain('limit reached');
    const many = Array.from({ length: 900 }, (_, at) => [`input${at}`, 'x']);
    const agent = await agentAt(`/${seller}/mcp`);
    expect(await agent.call('haiku', Object.fromEntries(many))).toMatchObject({ isError: true });
  });

  it('are told the price in a result of its own kind where they say that they know it', async () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': { extensions: { 'org.x402/payment': {} } },
    };
    const params = { name: 'haiku', arguments: INPUT, _meta: meta };
    const headers = {
      ...ACCEPTED,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'haiku',
    };
    const call = { jsonrpc: '2.0', id: 3, method: 'tools/call', params };
    const answer = await (await ask(`/${seller}/mcp`, call, headers)).json();
    expect(answer).toMatchObject({
      result: { resultType: 'payment_required', paymentRequired: { x402Version: 2 } },
    });
  });

  it('that run in a page of any origin may call', async () => {
    const answer = await ask(
      '/mcp',
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { ...ACCEPTED, origin: 'https://agent.example' },
    );
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});
