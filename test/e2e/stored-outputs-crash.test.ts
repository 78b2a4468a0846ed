import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Buyer, sendWith } from './buyer.js';
import { PaidStorage, type StorageAnswer } from './paid-storage.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, prepareGround, publish } from './shop.js';

const INPUT = { topic: 'coins' };
const WISH = { 'output-destination': 'x402.storage' };
const never = new Promise<never>(() => undefined);

describe('a server that is killed while it stores a result', () => {
  let ground: Ground;
  let storage: PaidStorage;
  let server: ServerProcess;
  let wallet: `0x${string}`;

  beforeAll(async () => {
    const real = await prepareGround();
    storage = await PaidStorage.start(real.chain);
    const key = generatePrivateKey();
    wallet = privateKeyToAccount(key).address;
    const environment = {
      ...real.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
      STORAGE_URL: storage.url,
      STORAGE_PRIVATE_KEY: key,
      EGRESS_ALLOW: storage.host,
    };
    ground = { ...real, environment };
  });
  beforeEach(async () => {
    storage.reset();
    await ground.chain.fund(wallet, 10_000n, { wei: 0n });
    server = await startServer(ground.environment);
  });
  afterEach(() => server.end('SIGKILL'));
  afterAll(async () => {
    await storage.stop();
    await ground.clear();
  });

  /** Sends the call, kills the server when `reached`, and starts another one. */
  async function killWhen(reached: () => boolean) {
    const listing = await publish(server.origin);
    const buyer = await Buyer.with(ground.chain);
    const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
    const headers = { 'payment-signature': payment, ...WISH };
    const lost = sendWith(listing.url, headers, INPUT).catch(() => 'lost');
    while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.end('SIGKILL');
    expect(await lost).toBe('lost');
    server = await startServer(ground.environment);
    // As if the time had passed after which its work is taken up again.
    await ground.owner.query(
      `UPDATE stored_outputs SET next_attempt_at = now() WHERE status IN ('due', 'paying')`,
    );
    const path = new URL(listing.url).pathname;
    return sendWith(server.origin + path, headers, INPUT);
  }

  it('before the storage was paid: the same payment is sent again, and paid once', async () => {
    let isSent = false;
    storage.answer = ({ payment }, honest) => {
      if (payment === undefined || isSent) return honest();
      isSent = true;
      return never;
    };
    const answer = await killWhen(() => isSent);
    expect(answer).toMatchObject({ status: 200, body: { storage: { status: 'stored' } } });
    expect(storage.payments().size).toBe(1);
    expect(await ground.chain.usdcBalance(wallet)).toBe(0n);
  });

  it('after the storage was paid: it is not paid again, and what it still knows is fetched', async () => {
    let paid: StorageAnswer | undefined;
    storage.answer = async ({ payment }, honest) => {
      if (payment === undefined || paid !== undefined) return paid ?? honest();
      paid = await honest();
      return never;
    };
    const answer = await killWhen(() => paid !== undefined);
    expect(answer).toMatchObject({ status: 200, body: { storage: { status: 'stored' } } });
    expect(storage.files).toHaveLength(1);
    expect(storage.payments().size).toBe(1);
    expect(await ground.chain.usdcBalance(wallet)).toBe(0n);
  });

  it('after the storage was paid, which knows nothing of it any more: it is not paid again', async () => {
    let isPaid = false;
    storage.answer = async ({ payment }, honest) => {
      const answer = await honest();
      if (payment === undefined || isPaid) return answer;
      isPaid = true;
      return never;
    };
    await ground.chain.fund(wallet, 10_000n, { wei: 0n });
    const answer = await killWhen(() => isPaid);
    expect(answer).toMatchObject({
      status: 200,
      body: { storage: { status: 'failed', reason: 'answer_lost' } },
    });
    expect(storage.payments().size).toBe(1);
    expect(await ground.chain.usdcBalance(wallet)).toBe(10_000n);
  });
});
