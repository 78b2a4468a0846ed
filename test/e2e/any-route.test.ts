import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type DynamicModule,
  HttpCode,
  Injectable,
  Module,
  Post,
  Res,
} from '@nestjs/common';
import { ApiBadGatewayResponse } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import {
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { Buyer, send } from './buyer.js';
import { NETWORK, openShop, type Shop } from './shop.js';

const payTo = privateKeyToAccount(generatePrivateKey()).address;

/** What another team writes to sell a route of its own. */
@Injectable()
class SquarePrice implements PaidRoute {
  readonly id = 'square';

  async quote(): Promise<Quote> {
    return {
      subject: 'square',
      ownerId: null,
      url: 'http://shop.example/api/v1/square',
      description: 'Squares a number',
      mimeType: 'application/json',
      offers: [{ id: 'square-1', price: 10_000n, payees: [{ network: NETWORK, payTo }] }],
      settlementPolicy: 'after_execution',
    };
  }
}

class SquareRequest {
  @IsInt()
  number: number;
}

@Controller('square')
class SquareController {
  runs = 0;

  @Post()
  @HttpCode(200)
  @RequiresPayment(SquarePrice)
  square(@Body() { number }: SquareRequest, @Paid() { payer }: PaidCall) {
    this.runs += 1;
    if (number === 13) throw new Error('planted-bad-luck');
    return { square: number * number, payer };
  }

  /** Says that it failed without throwing. */
  @Post('status')
  @RequiresPayment(SquarePrice)
  failByStatus(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.status(502);
    return { planted: 'upstream page' };
  }

  /** Answers by itself, past Nest and Fastify. */
  @Post('raw')
  @ApiBadGatewayResponse({ content: { 'application/json': { schema: {} } } })
  @RequiresPayment(SquarePrice)
  failByRawAnswer(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.writeHead(502, { 'content-type': 'application/json' }).end('{"planted":"raw"}');
  }
}

@Module({ controllers: [SquareController], providers: [SquarePrice] })
class SquareModule {}

describe('a price on any route', () => {
  let shop: Shop;
  let buyer: Buyer;
  let url: string;

  beforeAll(async () => {
    const module: DynamicModule = { module: SquareModule };
    shop = await openShop({}, [module]);
    buyer = await Buyer.with(shop.chain);
    url = `${shop.origin}/api/v1/square`;
  });
  afterAll(() => shop.stop());

  /** How the newest call ended; an answer past Nest can be there before the end is written. */
  async function endOfLastClaim(): Promise<unknown> {
    for (;;) {
      const [{ ended, ...claim }] = await shop.owner.query(
        `SELECT status, ended_at IS NOT NULL AS ended FROM payment_claims
          ORDER BY created_at DESC LIMIT 1`,
      );
      if (ended) return claim;
    }
  }

  it('takes one decorator: the handler’s result is sold', async () => {
    const answer = await buyer.buy(url, { number: 7 });
    expect(answer.body).toEqual({ square: 49, payer: buyer.wallet.address });
    expect(answer.headers.get('payment-response')).not.toBeNull();
    expect(await shop.chain.usdcBalance(payTo)).toBe(10_000n);
  });

  it('runs the handler once for a payment', async () => {
    const controller = shop.app.get(SquareController);
    const before = controller.runs;
    const payment = await buyer.sign(url);
    await Promise.all(Array.from({ length: 5 }, () => send(url, payment, { number: 3 })));
    expect(controller.runs - before).toBe(1);
    expect((await send(url, payment, { number: 4 })).status).toBe(409);
  });

  it('does not charge for input its DTO refuses, nor for a crash', async () => {
    const payment = await buyer.sign(url);
    const refused = await send(url, payment, { number: 'seven' });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ payment: 'not_charged', errors: [{ field: 'number' }] });
    const crashed = await send(url, payment, { number: 13 });
    expect(crashed.status).toBe(500);
    expect(crashed.body).toMatchObject({ code: 'internal_error', payment: 'not_charged' });
    expect(JSON.stringify(crashed.body)).not.toContain('planted');
    expect((await send(url, payment, { number: 5 })).body).toMatchObject({ square: 25 });
  });

  it.each(['status', 'raw'])(
    'does not charge for a handler that fails by its own answer (%s) instead of throwing',
    async (way) => {
      const payment = await buyer.sign(`${url}/${way}`);
      const before = await buyer.balance();
      const failed = await send(`${url}/${way}`, payment, { number: 3 });
      expect(failed.status).toBe(502);
      expect(await endOfLastClaim()).toEqual({ status: 'released' });
      expect(await buyer.balance()).toBe(before);
    },
  );

  it('says what became of the money when we fail ourselves', async () => {
    const payment = await buyer.sign(url, { number: 7 });
    await shop.owner.query(`REVOKE EXECUTE ON FUNCTION take_claim FROM coinslot_app`);
    const failed = await send(url, payment, { number: 7 });
    await shop.owner.query(`GRANT EXECUTE ON FUNCTION take_claim TO coinslot_app`);
    expect(failed).toMatchObject({
      status: 500,
      body: { code: 'internal_error', payment: 'unknown', retryable: true },
    });
    expect(shop.log.join('')).toContain('permission denied for function take_claim');
    expect((await send(url, payment, { number: 7 })).status).toBe(200);

    await shop.owner.query(`REVOKE SELECT ON payment_claims FROM coinslot_as_payments`);
    const answers = [await send(url, payment, { number: 8 }), await send(url, undefined, {})];
    await shop.owner.query(`GRANT SELECT ON payment_claims TO coinslot_as_payments`);
    expect(answers).toMatchObject([{ status: 500, body: { payment: 'unknown' } }, { status: 402 }]);
  });
});
