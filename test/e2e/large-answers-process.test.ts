import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { SweepContentsJob } from '../../src/modules/execution/results/sweep-contents.job.js';
import { Buyer, getPaid } from './buyer.js';
import { digestOf, type Endpoint, giving, MB, measure, noise, startEndpoint } from './endpoint.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, openReplica, prepareGround, PRICE, publish } from './shop.js';

const LARGE = 40 * MB;
/** More than what buffers between here and there hold. */
const MIDDLING = 16 * MB;
/** Tells the most memory that the process ever had, in KiB. */
const TELL_PEAK =
  "process.on('SIGUSR2',()=>process.stdout.write(`peak:${process.resourceUsage().maxRSS};`))";

describe('an answer of tens of megabytes from a server of its own', () => {
  let endpoint: Endpoint;
  let ground: Ground;
  let server: ServerProcess;
  let buyer: Buyer;
  let url: string;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    const real = await prepareGround();
    const environment = {
      ...real.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
      EGRESS_ALLOW: endpoint.host,
      NODE_OPTIONS: `--import=data:text/javascript,${TELL_PEAK}`,
    };
    ground = { ...real, environment };
  });
  beforeEach(async () => {
    endpoint.seen.length = 0;
    server = await startServer(ground.environment);
    buyer = await Buyer.with(ground.chain);
    const config = { url: endpoint.origin, methods: ['GET'] };
    ({ url } = await publish(server.origin, { type: 'proxy', slug: 'archive', config }));
  });
  afterEach(() => server.end('SIGKILL'));
  afterAll(async () => {
    endpoint.stop();
    await ground.clear();
  });

  const pay = (payment: PaymentPayload) => getPaid(server.origin + new URL(url).pathname, payment);

  /** Kills the server where it stands, and starts another one in its place. */
  async function replace(): Promise<void> {
    await server.end('SIGKILL');
    // As if the time had passed after which a silent holder is taken for dead.
    await ground.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour'
        WHERE ended_at IS NULL`,
    );
    server = await startServer(ground.environment);
  }

  /** The most memory the server ever had, in bytes. */
  async function peak(): Promise<number> {
    const told = () => [...server.output.text.matchAll(/peak:(\d+);/g)];
    const before = told().length;
    server.signal('SIGUSR2');
    while (told().length === before) await sleep(5);
    return Number(told().at(-1)?.[1]) * 1024;
  }

  /** How many runs have stored something for this buyer's calls, and how much. */
  async function stored(): Promise<{ contents: number; chunks: number }> {
    const [row] = await ground.owner.query(
      `SELECT count(DISTINCT r.id)::integer AS contents, count(c)::integer AS chunks
         FROM payment_claims p JOIN result_contents r ON r.call_id = p.id
         LEFT JOIN result_chunks c ON c.content_id = r.id WHERE p.payer = $1`,
      [buyer.wallet.address],
    );
    return row as { contents: number; chunks: number };
  }

  it('never stands in its memory, though several are bought at once', async () => {
    const digest = digestOf(noise(LARGE));
    endpoint.answer(giving(1));
    for (let n = 0; n < 3; n += 1) await measure(await buyer.fetch(url));
    const before = await peak();
    endpoint.answer(giving(LARGE));
    const answers = [1, 2, 3].map(async () => measure(await buyer.fetch(url)));
    expect(await Promise.all(answers)).toEqual(answers.map(() => ({ length: LARGE, digest })));
    // 55 to 75 MB more are seen; 650 MB more when answers are held whole.
    expect((await peak()) - before).toBeLessThan(250 * MB);
  });

  it('is whole after a kill in the middle of its delivery, and is not asked for or charged again', async () => {
    endpoint.answer(giving(MIDDLING));
    const payment = await buyer.sign(url);
    const broken = await pay(payment);
    expect(broken.status).toBe(200);
    await replace();
    await expect(measure(broken)).rejects.toThrow();
    const whole = { length: MIDDLING, digest: digestOf(noise(MIDDLING)) };
    expect(await measure(await pay(payment))).toEqual(whole);
    expect(endpoint.seen).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is not mixed with what another run had of it when that was killed', async () => {
    endpoint.answer(halfOf(MIDDLING));
    const payment = await buyer.sign(url);
    const lost = pay(payment).catch(() => 'lost');
    while ((await stored()).chunks < 20) await sleep(5);
    await replace();
    expect(await lost).toBe('lost');

    endpoint.answer(giving(MIDDLING, 2));
    const second = { length: MIDDLING, digest: digestOf(noise(MIDDLING, 2)) };
    expect(await measure(await pay(payment))).toEqual(second);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(await stored()).toMatchObject({ contents: 2 });

    const sweeper = await openReplica(ground);
    await ground.owner.query(`UPDATE result_contents SET check_at = now()`);
    await sweeper.app.get(SweepContentsJob, { strict: false }).run();
    await sweeper.app.close();
    expect(await stored()).toMatchObject({ contents: 1 });
    expect(await measure(await pay(payment))).toEqual(second);
  });
});

/** Announces all, sends half, and then nothing. */
function halfOf(length: number) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': String(length) });
    for (const piece of noise(length / 2)) response.write(piece);
  };
}
