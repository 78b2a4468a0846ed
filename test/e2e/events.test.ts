import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type EventHandler,
  HandlesEvents,
  type StoredEvent,
} from '../../src/common/events/index.js';
import { EVENT_TYPES } from '../../src/common/outbox/index.js';
import { until } from '../events/events-server.js';
import { Buyer } from './buyer.js';
import { openShop, type Shop } from './shop.js';

const told: StoredEvent[] = [];
const failed: string[] = [];

const settled = () => told.filter(({ type }) => type === 'payment.settled');

@HandlesEvents()
@Injectable()
class Listener implements EventHandler {
  readonly name = 'x_acme_listener';
  readonly types = 'all';

  async handle(event: StoredEvent): Promise<void> {
    told.push(event);
  }
}

@HandlesEvents()
@Injectable()
class Refuser implements EventHandler {
  readonly name = 'x_acme_refuser';
  readonly types = ['payment.settled'] as const;

  async handle({ id }: StoredEvent): Promise<void> {
    failed.push(id);
    throw new Error('not today');
  }
}

@Module({ providers: [Listener, Refuser] })
class AcmeModule {}
const acme: DynamicModule = { module: AcmeModule };

describe('event handlers of another team', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({}, [acme]);
  });
  afterAll(() => shop.stop());

  it('hear of a payment, whatever one of them does, and an operator sees what it could not', async () => {
    const { url } = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    expect((await buyer.buy(url, { topic: 'coins' })).status).toBe(200);
    await until(() => settled().length === 1 && failed.length === 1);
    const [{ data, ...event } = {}] = settled();
    expect(event).toMatchObject({ id: failed[0], type: 'payment.settled' });
    expect(data).toMatchObject({ payer: buyer.wallet.address, amount: '0.05' });
    const documented = EVENT_TYPES['payment.settled'].example;
    expect(Object.keys(data ?? {}).sort()).toEqual(Object.keys(documented).sort());

    await until(async () => (await shop.owner.query(OPEN)).length === 1);
    await shop.owner.query(`UPDATE event_deliveries SET attempts = 19, due_at = now()`);
    await until(async () => (await deadLetters()) === 1);
  });

  const OPEN = `SELECT FROM event_deliveries WHERE last_error IS NOT NULL`;
  const deadLetters = async () => {
    const ready = await fetch(`${shop.origin}/health/ready`);
    const { details } = (await ready.json()) as { details: { events: { deadLetters: number } } };
    return details.events.deadLetters;
  };
});
