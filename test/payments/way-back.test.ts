import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { type Answer, Buyer, post, readAnswer } from '../e2e/buyer.js';
import { answering, answeringAfter, claudeGiving, Gate, whenAsked } from '../e2e/claude.js';
import { EventReader } from '../e2e/event-reader.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { testServers } from '../setup/servers.js';
import { FacilitatorStandIn } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };
const HAIKU = 'A haiku about coins';
const SERVER = 'http://shop.example';

interface Way {
  readonly id: string;
  readonly statusUrl: string;
  readonly ticket: string;
}

/** Signs as docs/payments.md shows buyers. */
async function signedRequest(wallet: PrivateKeyAccount, server = SERVER, ago = 0) {
  const issuedAt = Math.floor(Date.now() / 1000) - ago;
  const signature = await wallet.signTypedData({
    domain: { name: 'Coinslot', version: '1', chainId: 84532 },
    types: {
      CallsRequest: [
        { name: 'server', type: 'string' },
        { name: 'issuedAt', type: 'uint256' },
      ],
    },
    primaryType: 'CallsRequest',
    message: { server, issuedAt: BigInt(issuedAt) },
  });
  return { network: NETWORK, payer: wallet.address, issuedAt, signature };
}

const stream = (body: object) => ({
  ...post(body),
  headers: { ...post(body).headers, accept: 'text/event-stream' },
});

describe('a buyer who may have paid and has no result', () => {
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '2000',
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
    shop.claude.answer(answering(HAIKU));
    shop.claude.requests.length = 0;
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });

  async function ask({ statusUrl, ticket }: Way): Promise<Answer> {
    const path = statusUrl.replace(SERVER, shop.origin);
    return readAnswer(await fetch(path, { headers: { 'payment-ticket': ticket } }));
  }

  async function untilEnded(way: Way): Promise<Record<string, unknown>> {
    for (;;) {
      const { status, body } = await ask(way);
      expect(status).toBe(200);
      if (body['status'] !== 'running') return body;
      await shop.owner.query(`UPDATE payment_claims SET lease_expires_at = now() - interval '1 s'
        WHERE lease_token IS NULL AND ended_at IS NULL`);
      await shop.app.get(RecoveryJob, { strict: false }).run();
    }
  }

  it('is told the way by the answer, without their payment: an unmodified client', async () => {
    const transaction = `0x${'ef'.repeat(32)}`;
    let settle!: () => Promise<unknown>;
    facilitator.answer = facilitator.settling(async (...question) => {
      settle = () => facilitator.honest(...question);
      return { success: false, errorReason: 'settlement_pending', transaction };
    });
    const lost = await buyer.buy(listing.url, INPUT);
    expect(lost.status).toBe(502);
    expect(lost.body).toMatchObject({ payment: 'unknown', transaction });
    expect(lost.body['detail']).toContain('PAYMENT-TICKET');
    expect(lost.headers.get('payment-ticket')).toBe(lost.body['ticket']);
    const told = JSON.parse(atob(lost.headers.get('payment-response') ?? '')) as object;
    expect(told).toMatchObject({ success: false, errorReason: 'settlement_pending', transaction });

    await settle();
    const ended = await untilEnded(lost.body as unknown as Way);
    expect(ended).toMatchObject({ status: 'succeeded', payment: 'charged', response: HAIKU });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('finds their calls with nothing but the wallet, after leaving before any answer', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, HAIKU));
    const leave = new AbortController();
    const left = buyer.fetch(listing.url, { ...post(INPUT), signal: leave.signal });
    await whenAsked(shop.claude);
    leave.abort();
    await expect(left).rejects.toThrow();
    gate.open();

    const request = await signedRequest(buyer.wallet);
    let found: Record<string, unknown>[] = [];
    while (found[0]?.['status'] !== 'succeeded') {
      const { status, body } = await readAnswer(
        await fetch(`${shop.origin}/api/v1/calls/find`, post(request)),
      );
      expect(status).toBe(200);
      found = body['items'] as Record<string, unknown>[];
    }
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ amount: '0.05', payment: 'charged' });
    const { body } = await ask(found[0] as unknown as Way);
    expect(body).toMatchObject({ response: HAIKU, receipt: { payer: buyer.wallet.address } });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is told receipt, id and ticket in the head of a stream and in its first event', async () => {
    shop.claude.answer(
      claudeGiving(() =>
        streamed([claudeWire.begin, claudeWire.text('Half'), claudeWire.brokenOff('planted')]),
      ),
    );
    const answer = await buyer.fetch(listing.url, stream(INPUT));
    const [paid, ...rest] = await new EventReader(answer).rest();
    const { id, ticket, receipt } = (paid?.data ?? {}) as Record<string, string>;
    expect(paid).toMatchObject({ event: 'paid', data: { receipt: { id, amount: '0.05' } } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'payment-id': id,
      'payment-ticket': ticket,
      'payment-receipt': (receipt as unknown as { signature: string }).signature,
      'payment-response': expect.any(String),
      'cache-control': 'private, no-store',
    });
    const broken = rest.at(-1);
    expect(broken?.event).toBe('error');
    const statusUrl = paid?.data['statusUrl'];
    expect(broken?.data).toMatchObject({ payment: 'charged', id, ticket, statusUrl });
    expect(broken?.data['transaction']).toMatch(/^0x[0-9a-f]{64}$/);
    expect((await ask(paid?.data as unknown as Way)).body).toMatchObject({ payment: 'charged' });
  });

  it('is told how the money stands, and the transaction once it is known, with a 202', async () => {
    const costly = await shop.publish({ slug: 'costly', settlementPolicy: 'before_execution' });
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, HAIKU));
    const payment = encodePaymentSignatureHeader(await buyer.sign(costly.url, INPUT));
    const headers = { ...post(INPUT).headers, 'payment-signature': payment };
    const init = { ...post(INPUT), headers: { ...headers, prefer: 'respond-async' } };
    const accepted = await readAnswer(await fetch(costly.url, init));
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({ status: 'running', payment: 'charged' });
    expect(accepted.body['transaction']).toMatch(/^0x[0-9a-f]{64}$/);
    expect(accepted.headers.get('cache-control')).toBe('private, no-store');
    gate.open();
    expect(await untilEnded(accepted.body as unknown as Way)).toMatchObject({ response: HAIKU });
  });

  it('reads a failed settlement in PAYMENT-RESPONSE, with the facilitator’s own reason', async () => {
    facilitator.answer = facilitator.settling(async () => ({
      success: false,
      errorReason: 'Policy.blocked-payer',
      payer: null,
      transaction: null,
      network: null,
    }));
    const answer = await buyer.buy(listing.url, INPUT);
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ reason: 'Policy.blocked-payer', payment: 'not_charged' });
    const told = JSON.parse(atob(answer.headers.get('payment-response') ?? '')) as object;
    expect(told).toEqual({
      success: false,
      errorReason: 'Policy.blocked-payer',
      payer: buyer.wallet.address,
      transaction: '',
      network: NETWORK,
    });
  });
});

describe('finding calls with the wallet that paid', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
    for (let bought = 0; bought < 3; bought += 1) {
      expect((await buyer.buy(listing.url, INPUT)).status).toBe(200);
    }
  });
  afterAll(() => shop.stop());

  const find = async (body: object) =>
    readAnswer(await fetch(`${shop.origin}/api/v1/calls/find`, post(body)));

  it('shows all of them, newest first and page by page, and no other payer’s', async () => {
    const other = await Buyer.with(shop.chain);
    const { body: own } = await other.buy(listing.url, INPUT);
    const request = await signedRequest(buyer.wallet);
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const { body } = await find({ ...request, limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
      cursor = body['nextCursor'];
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
    expect(seen).not.toContain(own['id']);
    const { items } = (await find(request)).body as { items: { createdAt: string }[] };
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('works exactly as the documentation shows', async () => {
    const key = generatePrivateKey();
    const { address } = privateKeyToAccount(key);
    await shop.chain.fund(address, PRICE, { wei: 0n });
    const schemes = [
      { network: NETWORK, client: new ExactEvmScheme(privateKeyToAccount(key)) },
    ] as const;
    const pay = wrapFetchWithPaymentFromConfig(fetch, { schemes: [...schemes] });
    expect((await pay(listing.url, post(INPUT))).status).toBe(200);

    const docs = await readFile('docs/payments.md', 'utf8');
    const [, snippet = ''] = /```js\n(.*?)```/s.exec(docs) ?? [];
    // The public address of the shop leads to where it listens.
    const route = `const send = fetch;
      globalThis.fetch = (url, init) => send(url.replace('${SERVER}', '${shop.origin}'), init);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', `${route}\n${snippet}`],
      { env: { API: `${shop.origin}/api/v1`, SERVER, BUYER_KEY: key } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ status: 'succeeded', response: HAIKU });
  });

  it('needs a signature of that wallet, for this server, made now', async () => {
    const request = await signedRequest(buyer.wallet);
    const stranger = (await Buyer.with(shop.chain, 0n)).wallet;
    const refused = [
      { ...(await signedRequest(stranger)), payer: buyer.wallet.address },
      await signedRequest(buyer.wallet, 'https://phishing.example'),
      { ...request, issuedAt: request.issuedAt + 1 },
    ];
    for (const body of refused) {
      expect(await find(body)).toMatchObject({
        status: 403,
        body: { code: 'not_the_payer', detail: expect.stringContaining(SERVER) },
      });
    }
    for (const wrong of [
      await signedRequest(buyer.wallet, SERVER, 3_600),
      { ...request, network: 'eip155:1' },
      { ...request, payer: 'nobody' },
      { ...request, cursor: 'x' },
    ]) {
      expect(await find(wrong)).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    }
  });

  it('is told who asks at `statusUrl` without a ticket, by the name of its header', async () => {
    const { body } = await find(await signedRequest(buyer.wallet));
    const [{ statusUrl } = {} as Way] = body['items'] as Way[];
    const asked = await fetch(statusUrl.replace(SERVER, shop.origin));
    expect(asked.status).toBe(401);
    expect(await asked.json()).toMatchObject({
      code: 'unauthenticated',
      detail: expect.stringContaining('`PAYMENT-TICKET`'),
    });
  });

  it('finds nothing for a wallet that never paid', async () => {
    const stranger = (await Buyer.with(shop.chain, 0n)).wallet;
    const { status, body } = await find(await signedRequest(stranger));
    expect({ status, body }).toEqual({ status: 200, body: { items: [], nextCursor: null } });
  });

  it('gives tickets that open the results, for no cache to keep', async () => {
    const { body } = await find(await signedRequest(buyer.wallet));
    const [{ id, ticket, statusUrl } = {} as Way] = body['items'] as Way[];
    const path = statusUrl.replace(SERVER, shop.origin);
    const asked = await fetch(path, { headers: { 'payment-ticket': ticket } });
    expect(await asked.json()).toMatchObject({ id, response: HAIKU });
    expect(asked.headers.get('cache-control')).toContain('no-store');
  });
});
