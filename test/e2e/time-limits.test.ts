import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, HttpCode, Injectable, Module, Post } from '@nestjs/common';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type {
  ExecutorCall,
  ExecutorEvent,
} from '../../src/modules/execution/executors/executor.js';
import { PromptTemplateExecutor } from '../../src/modules/execution/executors/prompt_template/prompt-template-executor.service.js';
import {
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { Buyer, post, send } from './buyer.js';
import { Gate } from './claude.js';
import { EventReader } from './event-reader.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const payTo = privateKeyToAccount(generatePrivateKey()).address;

/** Never ends, whatever its signal says. */
@Injectable()
class Slow implements PaidRoute {
  readonly id = 'slow';

  async quote(): Promise<Quote> {
    return {
      subject: 'slow',
      ownerId: null,
      url: 'http://shop.example/api/v1/slow',
      description: 'Never ends',
      mimeType: 'application/json',
      offers: [{ id: 'slow-1', price: PRICE, payees: [{ network: NETWORK, payTo }] }],
      settlementPolicy: 'after_execution',
    };
  }
}
@Controller('slow')
class SlowController {
  readonly signals: AbortSignal[] = [];

  @Post()
  @HttpCode(200)
  @RequiresPayment(Slow)
  never(@Paid() { signal }: PaidCall): Promise<never> {
    this.signals.push(signal);
    return new Promise(() => undefined);
  }
}

@Module({ controllers: [SlowController], providers: [Slow] })
class SlowModule {}

describe('a run that takes longer than runs may', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;
  let executor: PromptTemplateExecutor;

  beforeAll(async () => {
    const module: DynamicModule = { module: SlowModule };
    shop = await openShop({ RUN_TIMEOUT_MS: '3000' }, [module]);
    listing = await shop.publish();
    executor = shop.app.get(PromptTemplateExecutor, { strict: false });
  });
  beforeEach(async () => (buyer = await Buyer.with(shop.chain, FUNDS)));
  // What a test put in front of the executor's own.
  afterEach(() => void Reflect.deleteProperty(executor, 'run'));
  afterAll(() => shop.stop());

  /** The executor hangs until the gate opens, whatever its signal says, and then has a result. */
  function hang(gate: Gate, before: readonly ExecutorEvent[] = []): AbortSignal[] {
    const signals: AbortSignal[] = [];
    executor.run = async function* ({ signal }: ExecutorCall<never>) {
      signals.push(signal);
      yield* before;
      await gate.opened;
      yield { type: 'text', text: 'too late' };
    };
    return signals;
  }

  it('is abandoned, also by an executor that ignores its signal; what comes late is nobody’s', async () => {
    const gate = new Gate();
    const signals = hang(gate);
    const payment = await buyer.sign(listing.url);
    const answer = await send(listing.url, payment, INPUT);
    expect(answer).toMatchObject({
      status: 504,
      body: { code: 'run_timeout', payment: 'not_charged', retryable: true },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    gate.open();
    Reflect.deleteProperty(executor, 'run');
    expect(await send(listing.url, payment, INPUT)).toMatchObject({
      status: 200,
      body: { response: 'A haiku about coins' },
    });
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('is booked as what it was', async () => {
    hang(new Gate());
    await send(listing.url, await buyer.sign(listing.url), INPUT);
    const [run] = await shop.owner.query(
      `SELECT failure FROM x402_prompt_template_usage_logs ORDER BY created_at DESC LIMIT 1`,
    );
    expect(run).toMatchObject({ failure: 'run_timeout' });
  });

  it('leaves a stream that was charged with what there was, and is run again for free', async () => {
    hang(new Gate(), [{ type: 'text', text: 'One ' }]);
    const payment = await buyer.sign(listing.url);
    const { headers, ...call } = post(INPUT);
    const paid = { 'payment-signature': encodePaymentSignatureHeader(payment) };
    const accept = 'text/event-stream';
    const stream = await fetch(listing.url, { ...call, headers: { ...headers, ...paid, accept } });
    const events = await new EventReader(stream).rest();
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'run_timeout', payment: 'charged' },
    });
    Reflect.deleteProperty(executor, 'run');
    // As if the time had passed for which a call rests before it is run again.
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 second' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    expect(await send(listing.url, payment, INPUT)).toMatchObject({
      status: 200,
      body: { response: 'A haiku about coins' },
    });
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('is owed back where it was paid before it began', async () => {
    const costly = await shop.publish({ settlementPolicy: 'before_execution' });
    hang(new Gate());
    const answer = await send(costly.url, await buyer.sign(costly.url), INPUT);
    expect(answer.body).toMatchObject({
      code: 'run_timeout',
      payment: 'charged',
      refund: { status: 'owed' },
    });
  });

  it('ends for an owner who tries their own resource as well', async () => {
    hang(new Gate());
    const test = listing.creator.send('POST', `/resources/${listing.id}/test`, { input: INPUT });
    await expect(test).rejects.toThrow('run_timeout');
  });

  it('ends on a route of another team’s, whose handler is told', async () => {
    const url = `${shop.origin}/api/v1/slow`;
    const payment = await buyer.sign(url);
    const answer = await send(url, payment);
    expect(answer).toMatchObject({
      status: 504,
      body: { code: 'run_timeout', payment: 'not_charged' },
    });
    const { signals } = shop.app.get(SlowController);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await buyer.balance()).toBe(FUNDS);
  });
});
