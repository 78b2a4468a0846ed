import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type DynamicModule,
  HttpCode,
  Injectable,
  Module,
  Post,
} from '@nestjs/common';
import { IsString } from 'class-validator';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Problem } from '../../src/common/errors/index.js';
import {
  type EndedCall,
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { document } from '../../src/modules/execution/llm/contract/wire.js';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { Buyer, send } from './buyer.js';
import { claudeGiving, Gate } from './claude.js';
import { NETWORK, openShop, type Shop } from './shop.js';

const PRICE = 30_000n;
const payTo = privateKeyToAccount(generatePrivateKey()).address;
const broken = { code: 'machine_broken', status: 502, title: 'It broke', retryable: true };

/** Costly work: it starts once it is paid. */
@Injectable()
class Etching implements PaidRoute {
  readonly id = 'etching';
  readonly ended: EndedCall[] = [];
  runs = 0;
  gate = new Gate();
  balanceAtStart: () => Promise<bigint> = async () => 0n;
  seen: bigint | undefined;

  async quote(): Promise<Quote> {
    return {
      subject: 'etching',
      ownerId: null,
      url: 'http://shop.example/api/v1/etching',
      description: 'Etches a text',
      mimeType: 'application/json',
      offers: [{ id: 'etching-1', price: PRICE, payees: [{ network: NETWORK, payTo }] }],
      settlementPolicy: 'before_execution',
    };
  }

  async resume({ input }: Omit<PaidCall, 'offer'>): Promise<unknown> {
    return this.etch((input as { body: { text: string } }).body.text);
  }

  async etch(text: string): Promise<unknown> {
    this.runs += 1;
    this.seen = await this.balanceAtStart();
    await this.gate.opened;
    if (text === 'glass') throw new Problem(broken);
    return { etched: text };
  }

  async onEnded(_tx: unknown, call: EndedCall): Promise<void> {
    this.ended.push(call);
  }
}

class EtchingRequest {
  @IsString()
  text: string;
}

@Controller('etching')
class EtchingController {
  constructor(private readonly etching: Etching) {}

  @Post()
  @HttpCode(200)
  @RequiresPayment(Etching)
  etch(@Body() { text }: EtchingRequest, @Paid() _call: PaidCall) {
    return this.etching.etch(text);
  }
}

@Module({ controllers: [EtchingController], providers: [Etching] })
class EtchingModule {}

describe('work that is paid before it starts', () => {
  let shop: Shop;
  let buyer: Buyer;
  let etching: Etching;
  let url: string;

  beforeAll(async () => {
    const module: DynamicModule = { module: EtchingModule };
    shop = await openShop({}, [module]);
    etching = shop.app.get(Etching);
    url = `${shop.origin}/api/v1/etching`;
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
    etching.gate = new Gate();
    etching.gate.open();
    etching.runs = 0;
    etching.ended.length = 0;
    etching.balanceAtStart = () => buyer.balance();
  });
  afterAll(() => shop.stop());

  const refundOf = async (id: string) =>
    (await (await fetch(`${shop.origin}/api/v1/receipts/${id}`)).json()) as {
      refund: { status: string; amount: string } | null;
    };

  it('is charged first, and then done', async () => {
    const answer = await buyer.buy(url, { text: 'brass' });
    expect(answer.body).toEqual({ etched: 'brass' });
    expect(etching.seen).toBe(1_000_000n - PRICE);
    expect(etching.ended).toMatchObject([{ amount: PRICE, failure: null, attempt: 1 }]);
  });

  it('is not started when the payment is refused', async () => {
    const payment = await buyer.sign(url);
    await buyer.emptyWallet();
    const refused = await send(url, payment, { text: 'brass' });
    expect(refused.status).toBe(402);
    expect(etching.runs).toBe(0);
  });

  it('is owed back at once when it fails, and says so to everybody who asks', async () => {
    const payment = await buyer.sign(url);
    const failed = await send(url, payment, { text: 'glass' });
    expect(failed.status).toBe(502);
    expect(failed.body).toMatchObject({
      code: 'machine_broken',
      payment: 'charged',
      retryable: false,
      refund: { status: 'owed' },
    });
    const { statusUrl } = failed.body['refund'] as { statusUrl: string };
    const refund = await fetch(shop.origin + new URL(statusUrl).pathname);
    expect(await refund.json()).toMatchObject({ status: 'owed', amount: '0.03' });
    expect((await send(url, payment, { text: 'glass' })).body['code']).toBe('machine_broken');
    expect(etching.runs).toBe(1);
    const [{ id }] = etching.ended as [EndedCall];
    expect(await refundOf(id)).toMatchObject({ refund: { status: 'owed', amount: '0.03' } });
    const entries = await shop.owner.query(
      `SELECT account, sum(amount)::int AS sum FROM ledger_entries l
        WHERE l.journal_id IN (SELECT id FROM refunds WHERE claim_id = $1 UNION SELECT $1)
        GROUP BY account ORDER BY account`,
      [id],
    );
    expect(entries).toEqual([
      { account: 'refunds', sum: 30_000 },
      { account: 'refunds_owed', sum: -30_000 },
      { account: 'revenue', sum: -30_000 },
      { account: 'wallet', sum: 30_000 },
    ]);
  });

  it('is done again by whoever finds it abandoned: it was paid for', async () => {
    const payment = await buyer.sign(url);
    etching.gate = new Gate();
    const stalled = send(url, payment, { text: 'zinc' });
    while (etching.runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour',
         lease_token = gen_random_uuid() WHERE subject = 'etching' AND ended_at IS NULL`,
    );
    const job = shop.app.get(RecoveryJob, { strict: false }).run();
    while (etching.runs === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    etching.gate.open();
    await job;
    const answer = await stalled;
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ etched: 'zinc' });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(etching.ended).toMatchObject([{ attempt: 2, failure: null }]);
  });

  it('is what a creator may choose for a resource', async () => {
    const listing = await shop.publish();
    await listing.creator.send('PATCH', `/resources/${listing.id}`, {
      settlementPolicy: 'before_execution',
    });
    shop.claude.answer(claudeGiving(document({ error: { type: 'api_error' } }, 400)));
    const payment = await buyer.sign(listing.url);
    const failed = await send(listing.url, payment, { topic: 'glass' });
    expect(failed.body).toMatchObject({ payment: 'charged', refund: { status: 'owed' } });
    const { items } = await listing.creator.send<{ items: object[] }>('GET', '/me/refunds');
    expect(items).toMatchObject([{ status: 'owed', amount: '0.05' }]);
  });
});
