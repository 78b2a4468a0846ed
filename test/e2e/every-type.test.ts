import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResourceTypes } from '../../src/modules/resources/index.js';
import { Buyer } from './buyer.js';
import { type EveryType, openEveryType } from './every-type.js';
import { PRICE } from './shop.js';

/** What a buyer gets of each type. */
const ANSWERS: Readonly<Record<string, object>> = {
  prompt_template: { response: 'A haiku about coins', receipt: expect.anything() },
  prompt: { response: 'A haiku about coins', receipt: expect.anything() },
  openrouter_instant: { response: 'A haiku about coins', receipt: expect.anything() },
  proxy: { planted: 'forecast' },
  static: { planted: 'content' },
  external: { haiku: 'Waves' },
};

const input = (name: string, more: object) => ({ name, required: false, default: null, ...more });
const message = input('message', {
  description: 'Your own message to the model',
  maxLength: 50_000,
});

/** What a buyer is told to send to each; the others take nothing, or what somebody's server says. */
const INPUTS: Readonly<Record<string, object[]>> = {
  prompt_template: [input('topic', { description: 'About what', required: true, maxLength: 200 })],
  prompt: [message],
  openrouter_instant: [message],
};

describe('every type of resource', () => {
  let everything: EveryType;

  beforeAll(async () => {
    everything = await openEveryType();
  });
  afterAll(async () => {
    await everything.stop();
    await everything.shop.stop();
  });

  const soldAs = (type: string) => {
    const found = everything.sold.find((one) => one.type === type);
    if (found === undefined) throw new Error(`nothing of type ${type} is sold`);
    return found;
  };

  it('is one of these', () => {
    const { ids } = everything.shop.app.get(ResourceTypes);
    expect([...ids].sort()).toEqual(Object.keys(ANSWERS).sort());
  });

  it.each(Object.keys(ANSWERS))(
    '%s is found, called and paid for with the unmodified reference client',
    async (type) => {
      const { shop } = everything;
      const { listing, input } = soldAs(type);
      const found = await fetch(`${shop.origin}/api/v1/resources?type=${type}`);
      const parameters = INPUTS[type] ?? [];
      expect(await found.json()).toMatchObject({ items: [{ id: listing.id, type, parameters }] });

      const buyer = await Buyer.with(shop.chain);
      const answer = await buyer.buy(listing.url, input);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject(ANSWERS[type] ?? {});
      expect(answer.headers.get('payment-response')).not.toBeNull();
      expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    },
  );
});
