import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { EntityManager } from 'typeorm';
import { Database } from '../../src/common/database/index.js';
import { StoreOutputsJob } from '../../src/modules/execution/storage/store-outputs.job.js';
import { challengeV2 } from '../resources/x402-servers.js';
import { type Answer, Buyer, post, readAnswer, sendWith } from './buyer.js';
import { answering, claudeGiving, Gate } from './claude.js';
import { EventReader } from './event-reader.js';
import { PaidStorage, type StorageAnswer } from './paid-storage.js';
import {
  type Ground,
  type Listing,
  NETWORK,
  openReplica,
  prepareGround,
  PRICE,
  publish,
  type Replica,
} from './shop.js';

const INPUT = { topic: 'coins' };
const HAIKU = 'A haiku about coins';
const WISH = { 'output-destination': 'x402.storage; filename="haiku.txt"' };
const FUNDS = 1_000_000n;
const STORAGE_PRICE = 10_000n;

type Ending = Readonly<Record<string, unknown>>;

const read = (tx: EntityManager) => tx.query(`SELECT call_id FROM stored_outputs`);
const idOf = ({ body }: Answer) => String(body['id']);
const error = (status: number, body = ''): StorageAnswer => ({ status, headers: {}, body });

describe('a result that its buyer wants stored', () => {
  let ground: Ground;
  let shop: Replica;
  let storage: PaidStorage;
  let wallet: `0x${string}`;
  let key: `0x${string}`;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    ground = await prepareGround();
    storage = await PaidStorage.start(ground.chain);
  });
  beforeEach(async () => {
    storage.reset();
    ground.claude.answer(answering(HAIKU));
    await shop?.app.close();
    await ground.owner.query(`DELETE FROM stored_outputs`);
    key = generatePrivateKey();
    wallet = privateKeyToAccount(key).address;
    await ground.chain.fund(wallet, FUNDS, { wei: 0n });
    shop = await open({});
    listing = await publish(shop.origin);
    buyer = await Buyer.with(ground.chain);
  });
  afterAll(async () => {
    await shop.app.close();
    await storage.stop();
    await ground.clear();
  });

  function open(overrides: Ground['environment']): Promise<Replica> {
    const own = {
      EGRESS_ALLOW: storage.host,
      STORAGE_URL: storage.url,
      STORAGE_PRIVATE_KEY: key,
      ...overrides,
    };
    return openReplica({ environment: { ...ground.environment, ...own } });
  }

  /** Calls and pays with the unmodified reference client. */
  function pay(url: string, headers: Record<string, string> = WISH): Promise<Response> {
    const client = new ExactEvmScheme(buyer.wallet);
    const call = post(INPUT);
    return wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network: NETWORK, client }] })(url, {
      ...call,
      headers: { ...call.headers, ...headers },
    });
  }

  const buy = async () => readAnswer(await pay(listing.url));
  const spent = async () => FUNDS - (await ground.chain.usdcBalance(wallet));
  const rows = (): Promise<Ending[]> =>
    ground.owner.query(`SELECT * FROM stored_outputs ORDER BY created_at`);

  /** The execution as its payer sees it. */
  async function execution(answer: Answer): Promise<Ending> {
    const headers = { 'payment-ticket': answer.headers.get('payment-ticket') ?? '' };
    const url = `${shop.origin}/api/v1/executions/${idOf(answer)}`;
    return (await (await fetch(url, { headers })).json()) as Ending;
  }

  /** Lets the job go on until the output has ended, as if time went by. */
  async function tryToTheEnd(answer: Answer): Promise<Ending> {
    for (;;) {
      const { storage } = (await execution(answer)) as { storage: Ending };
      if (storage['status'] !== 'pending') return storage;
      await ground.owner.query(`UPDATE stored_outputs SET next_attempt_at = now()
        WHERE status IN ('due', 'paying') AND next_attempt_at > now()`);
      await shop.app.get(StoreOutputsJob, { strict: false }).run();
    }
  }

  it('is stored and paid by the server, once; everybody who asks later is told the same', async () => {
    const payment = await buyer.sign(listing.url);
    const headers = { 'payment-signature': encodePaymentSignatureHeader(payment) };
    const answer = await sendWith(listing.url, { ...headers, ...WISH }, INPUT);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        response: HAIKU,
        storage: { status: 'stored', cid: expect.stringMatching(/^bafy/), url: expect.any(String) },
      },
    });
    expect(storage.files).toEqual([{ data: HAIKU, filename: 'haiku.txt' }]);
    expect(await spent()).toBe(STORAGE_PRICE);
    expect(await ground.chain.usdcBalance(storage.wallet)).toBe(STORAGE_PRICE);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);

    // The payment is not bound to the wish.
    expect((await sendWith(listing.url, headers, INPUT)).body).toEqual(answer.body);
    const other = { ...headers, 'output-destination': 'nonsense' };
    expect((await sendWith(listing.url, other, INPUT)).body).toEqual(answer.body);
    expect(await execution(answer)).toMatchObject({ storage: answer.body['storage'] });
    expect(await spent()).toBe(STORAGE_PRICE);
    const [row] = await rows();
    expect(row).toMatchObject({
      status: 'stored',
      network: NETWORK,
      amount: String(STORAGE_PRICE),
      transaction: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
  });

  it('is asked for at /execute too, and named after the call without a wish', async () => {
    const url = `${shop.origin}/api/v1/execute`;
    const call = { resourceId: listing.id, input: INPUT };
    const headers = {
      'payment-signature': encodePaymentSignatureHeader(await buyer.sign(url, call)),
      'output-destination': 'x402.storage',
    };
    const answer = await sendWith(url, headers, call);
    expect(answer.body).toMatchObject({ storage: { status: 'stored' } });
    expect(storage.files).toEqual([{ data: HAIKU, filename: `${idOf(answer)}.txt` }]);
  });

  it('is told in a header where the answer is bytes, which are stored as they are', async () => {
    const content = { content: '½ cup', mimeType: 'text/markdown', filename: 'recipe.md' };
    const sold = await publish(shop.origin, { type: 'static', slug: 'text', config: content });
    const payment = encodePaymentSignatureHeader(await buyer.sign(sold.url));
    const headers = { 'payment-signature': payment, 'output-destination': 'x402.storage' };
    const answer = await fetch(sold.url, { headers });
    expect(await answer.text()).toBe('½ cup');
    expect(answer.headers.get('output-storage')).toMatch(
      /^stored; cid="bafy\w+"; url="https:\/\/x402\.storage\/bafy\w+"$/,
    );
    expect(storage.files).toEqual([{ data: '½ cup', filename: 'recipe.md' }]);
  });

  it('is stored whole where it is kept in pieces', async () => {
    const content = '½'.repeat(150_000);
    const config = { content, mimeType: 'text/plain', filename: 'long.txt' };
    const sold = await publish(shop.origin, { type: 'static', slug: 'long', config });
    const payment = encodePaymentSignatureHeader(await buyer.sign(sold.url));
    const headers = { 'payment-signature': payment, 'output-destination': 'x402.storage' };
    const answer = await fetch(sold.url, { headers });
    expect(await answer.text()).toBe(content);
    expect(storage.files).toEqual([{ data: content, filename: 'long.txt' }]);
  });

  it('is told at the end of a stream', async () => {
    const response = await pay(listing.url, { ...WISH, accept: 'text/event-stream' });
    const events = await new EventReader(response).rest();
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: { response: HAIKU, storage: { status: 'stored' } },
    });
    expect(storage.files).toHaveLength(1);
  });

  it('may be stored by a buyer who comes back later', async () => {
    const accepted = await readAnswer(await pay(listing.url, { ...WISH, prefer: 'respond-async' }));
    expect(accepted.status).toBe(202);
    const url = String(accepted.body['statusUrl']).replace('http://shop.example', shop.origin);
    const headers = { 'payment-ticket': String(accepted.body['ticket']) };
    let view: Ending = {};
    while (view['status'] !== 'succeeded') {
      view = (await (await fetch(url, { headers })).json()) as Ending;
      expect(view).toHaveProperty('storage.status', expect.stringMatching(/^(pending|stored)$/));
    }
    await shop.app.get(StoreOutputsJob, { strict: false }).run();
    expect(await (await fetch(url, { headers })).json()).toHaveProperty('storage.status', 'stored');
  });

  describe('while the storage', () => {
    const offering = (entry: object): StorageAnswer => ({
      ...error(402),
      headers: { 'payment-required': encodePaymentRequiredHeader(challengeV2(entry)) },
    });

    it.each<[string, StorageAnswer | 'cut', Ending]>([
      ['is down', 'cut', { status: 'pending' }],
      ['answers 500', error(500), { status: 'pending' }],
      ['redirects', { ...error(302), headers: { location: '/' } }, { status: 'pending' }],
      ['answers without sense', error(200, '<html>'), { status: 'pending' }],
      ['asks for nothing', error(402), { status: 'pending' }],
      [
        'gives an address nobody should follow',
        error(200, JSON.stringify({ cid: 'bafy00000000', url: 'javascript:alert(1)' })),
        { status: 'pending' },
      ],
      ['is too dear', offering({ amount: '20001' }), { status: 'failed', reason: 'too_dear' }],
      [
        'wants another token',
        offering({ asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', amount: '1' }),
        { status: 'failed', reason: 'not_payable' },
      ],
      [
        'wants to be paid elsewhere',
        offering({ network: 'eip155:1', amount: '1' }),
        { status: 'failed', reason: 'not_payable' },
      ],
      [
        'wants an allowance',
        offering({ amount: '1', extra: { assetTransferMethod: 'permit2' } }),
        { status: 'failed', reason: 'not_payable' },
      ],
    ])('%s, the run succeeds and nobody but the buyer pays', async (_, reply, told) => {
      storage.answer = async () => reply;
      const answer = await buy();
      expect(answer).toMatchObject({ status: 200, body: { response: HAIKU, storage: told } });
      expect(await buyer.balance()).toBe(FUNDS - PRICE);
      expect(await spent()).toBe(0n);
      expect(storage.payments().size).toBe(0);
    });

    it('is down, it is tried again later', async () => {
      storage.answer = async () => 'cut';
      const answer = await buy();
      expect(answer.body).toMatchObject({ storage: { status: 'pending' } });
      storage.answer = (_request, honest) => honest();
      expect(await tryToTheEnd(answer)).toMatchObject({ status: 'stored' });
      expect(storage.files).toHaveLength(1);
      expect(await spent()).toBe(STORAGE_PRICE);
    });

    it('stays down, it is given up', async () => {
      storage.answer = async () => 'cut';
      const answer = await buy();
      expect(await tryToTheEnd(answer)).toEqual({ status: 'failed', reason: 'unavailable' });
      expect(storage.requests).toHaveLength(8);
      expect(await execution(answer)).toMatchObject({ status: 'succeeded', payment: 'charged' });
    });

    it('takes its time, the buyer is answered all the same', async () => {
      const gate = new Gate();
      storage.answer = async (_request, honest) => {
        await gate.opened;
        return honest();
      };
      const answer = await buy();
      expect(answer.body).toMatchObject({ response: HAIKU, storage: { status: 'pending' } });
      gate.open();
      let view = await execution(answer);
      while ((view['storage'] as Ending)['status'] === 'pending') view = await execution(answer);
      expect(view).toHaveProperty('storage.status', 'stored');
      expect(await spent()).toBe(STORAGE_PRICE);
    });
  });

  describe('that was paid for, but whose address was lost on the way,', () => {
    it('is not paid for again: the same payment is sent, and the chain asked', async () => {
      storage.answer = async (request, honest) => {
        const reply = await honest();
        return request.payment === undefined || reply.status !== 200 ? reply : 'cut';
      };
      const answer = await buy();
      expect(answer.body).toMatchObject({ storage: { status: 'pending' } });
      expect(await tryToTheEnd(answer)).toEqual({ status: 'failed', reason: 'answer_lost' });
      expect(storage.payments().size).toBe(1);
      expect(await spent()).toBe(STORAGE_PRICE);
      const [row] = await rows();
      expect(row).toMatchObject({ amount: String(STORAGE_PRICE), transaction: expect.any(String) });
    });

    it('is found by a storage that knows the payment again', async () => {
      const known = new Map<string, StorageAnswer>();
      let losses = 2;
      storage.answer = async ({ payment = '' }, honest) => {
        const reply = known.get(payment) ?? (await honest());
        if (payment === '' || reply.status !== 200) return reply;
        known.set(payment, reply);
        losses -= 1;
        return losses < 0 ? reply : 'cut';
      };
      const answer = await buy();
      expect(await tryToTheEnd(answer)).toMatchObject({ status: 'stored' });
      expect(storage.files).toHaveLength(1);
      expect(await spent()).toBe(STORAGE_PRICE);
    });

    it('is paid for anew only once the first payment is worthless', async () => {
      storage.maxTimeoutSeconds = 10;
      storage.answer = async ({ payment }, honest) =>
        payment === undefined ? honest() : { status: 503, headers: {}, body: '' };
      const answer = await buy();
      const [first] = storage.payments();
      const [row] = await rows();
      const expiry = new Date(row?.['valid_before'] as string).getTime();
      // Whoever looks before that time must not sign again.
      while (Date.now() < expiry) {
        await ground.owner.query(`UPDATE stored_outputs SET next_attempt_at = now(), attempts = 2
          WHERE status IN ('due', 'paying')`);
        await shop.app.get(StoreOutputsJob, { strict: false }).run();
        if (Date.now() < expiry) expect(storage.payments()).toEqual(new Set([first]));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      // Nor while the last block before it may still be replaced.
      while (Date.now() < expiry + 12_000) await new Promise((resolve) => setTimeout(resolve, 500));
      storage.answer = (_request, honest) => honest();
      storage.maxTimeoutSeconds = 60;
      expect(await tryToTheEnd(answer)).toMatchObject({ status: 'stored' });
      expect(storage.payments().size).toBe(2);
      expect(await spent()).toBe(STORAGE_PRICE);
    });
  });

  it('costs no more in a day than the cap says, however many ask at once and wherever', async () => {
    const other = await open({ STORAGE_DAILY_CAP_USDC: '0.05' });
    await shop.app.close();
    shop = await open({ STORAGE_DAILY_CAP_USDC: '0.05' });
    // All are told the price at the same moment.
    const gate = new Gate();
    storage.answer = async ({ payment }, honest) => {
      if (storage.requests.length === 10) gate.open();
      if (payment === undefined) await gate.opened;
      return honest();
    };
    const path = new URL(listing.url).pathname;
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const { origin } = index % 2 === 0 ? shop : other;
        return readAnswer(await pay(`${origin}${path}`));
      }),
    );
    await other.app.close();
    const told: Ending[] = [];
    for (const answer of answers) told.push(await tryToTheEnd(answer));
    expect(told.filter(({ status }) => status === 'stored')).toHaveLength(5);
    expect(told.filter(({ reason }) => reason === 'budget_spent')).toHaveLength(5);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await spent()).toBe(50_000n);
  });

  it('is not stored when there is no result', async () => {
    ground.claude.answer(claudeGiving({ status: 500, pieces: ['{}'] }));
    const answer = await buy();
    expect(answer.body).toMatchObject({ payment: 'not_charged' });
    expect(await rows()).toEqual([]);
    expect(storage.requests).toEqual([]);
  });

  it.each(['', 'ipfs', 'x402.storage; filename=haiku', 'x402.storage; filename="a/b"'])(
    'is refused before anything is claimed when it is asked for as %j',
    async (value) => {
      const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      const headers = { 'payment-signature': payment, 'output-destination': value };
      const answer = await sendWith(listing.url, headers, INPUT);
      expect(answer).toMatchObject({
        status: 422,
        body: { payment: 'not_charged', errors: [{ field: 'Output-Destination' }] },
      });
      const [claims] = await ground.owner.query(
        `SELECT count(*)::integer AS count FROM payment_claims WHERE payer = $1`,
        [buyer.wallet.address],
      );
      expect(claims).toEqual({ count: 0 });
    },
  );

  it('is refused by a server without a wallet for it', async () => {
    const poor = await open({ STORAGE_PRIVATE_KEY: undefined });
    const url = `${poor.origin}${new URL(listing.url).pathname}`;
    const payment = encodePaymentSignatureHeader(await buyer.sign(url));
    const answer = await sendWith(url, { 'payment-signature': payment, ...WISH }, INPUT);
    expect(answer).toMatchObject({ status: 422, body: { payment: 'not_charged' } });
    const without = await sendWith(url, { 'payment-signature': payment }, INPUT);
    expect(without.status).toBe(200);
    expect(without.body).not.toHaveProperty('storage');
    await poor.app.close();
  });

  it('is nobody’s row but the one service’s, and final once it has ended', async () => {
    const answer = await buy();
    const database = shop.app.get(Database, { strict: false });
    const owner = (await ground.owner.query(`SELECT owner_id FROM executions LIMIT 1`)) as Ending[];
    for (const others of [
      database.asUser(String(owner[0]?.['owner_id']), read),
      database.asService('payments', read),
    ]) {
      await expect(others).rejects.toThrow('permission denied');
    }
    expect(await database.asService('execution', read)).toEqual([{ call_id: idOf(answer) }]);
    const change = (statement: string) =>
      database.asService('execution', (tx) => tx.query(statement));
    await expect(change(`UPDATE stored_outputs SET cid = 'bafy0'`)).rejects.toThrow('cannot go');
    await expect(change(`DELETE FROM stored_outputs`)).rejects.toThrow('permission denied');
    await expect(change(`UPDATE stored_outputs SET filename = 'a'`)).rejects.toThrow('permission');
  });

  it('shows nobody the key that pays for it', async () => {
    const answer = await buy();
    const everything = JSON.stringify([answer.body, ...answer.headers, await rows()]);
    expect(everything + shop.log.join('')).not.toContain(key.slice(2));
    expect(storage.requests.map(({ headers }) => JSON.stringify(headers)).join('')).not.toContain(
      buyer.wallet.address.slice(2),
    );
  });
});
