import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Secret } from '../../../../common/crypto/index.js';
import { isFromShop } from './callback-signature.js';

const SECRET = 'shpss_planted_client_secret';
const NOW = new Date('2026-11-28T12:00:00.000Z');
const SHOP = 'ada.myshopify.com';

/** https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant */
function signed(parameters: Readonly<Record<string, string>>, secret = SECRET): URLSearchParams {
  const query = new URLSearchParams(parameters);
  query.sort();
  const hmac = createHmac('sha256', secret).update(query.toString()).digest('hex');
  query.append('hmac', hmac);
  return query;
}

const expected = { secrets: [new Secret(SECRET)], shop: SHOP, now: NOW };
const timeAt = (offset: number) => String(NOW.getTime() / 1_000 + offset);
const basic = { shop: SHOP, timestamp: timeAt(0) };
const sentAt = (offset: number) => signed({ ...basic, timestamp: timeAt(offset) });
const others = fc.dictionary(
  fc.string().filter((name) => !['shop', 'timestamp', 'hmac', 'signature'].includes(name)),
  fc.string(),
  { maxKeys: 6 },
);

describe('a callback of a shop', () => {
  it('is what Shopify’s own example says', () => {
    const example = new URLSearchParams(
      'code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173',
    );
    const secrets = [new Secret('hush')];
    const now = new Date(1_337_178_173_000);
    expect(isFromShop(example, { secrets, shop: 'some-shop.myshopify.com', now })).toBe(true);
  });

  it('is believed with whatever else it says, in whatever order', () => {
    fc.assert(
      fc.property(others, fc.boolean(), (more, isReversed) => {
        const pairs = [...signed({ ...more, ...basic })];
        const query = new URLSearchParams(isReversed ? pairs.toReversed() : pairs);
        expect(isFromShop(query, expected)).toBe(true);
      }),
    );
  });

  it('is not believed once anything of it was changed, added, left out or repeated', () => {
    fc.assert(
      fc.property(others, fc.nat(), fc.string(), (more, at, text) => {
        const pairs = [...signed({ ...more, ...basic })];
        const [name = '', value = ''] = pairs[at % pairs.length] ?? [];
        fc.pre(text !== '' && text !== value);
        const changed = (change: (query: URLSearchParams) => void) => {
          const query = new URLSearchParams(pairs);
          change(query);
          return isFromShop(query, expected);
        };
        expect(changed((query) => query.set(name, text))).toBe(false);
        expect(changed((query) => query.delete(name))).toBe(false);
        expect(changed((query) => query.append(name, value))).toBe(false);
        fc.pre(![...pairs.map(([each]) => each), 'signature'].includes(text));
        expect(changed((query) => query.append(text, value))).toBe(false);
      }),
    );
  });

  it('is not believed without, or with another signature', () => {
    expect(isFromShop(new URLSearchParams(basic), expected)).toBe(false);
    expect(isFromShop(signed(basic, 'shpss_another'), expected)).toBe(false);
    fc.assert(
      fc.property(fc.string(), (hmac) => {
        const query = new URLSearchParams({ ...basic, hmac });
        expect(isFromShop(query, expected)).toBe(false);
      }),
    );
    expect(isFromShop(signed(basic), { ...expected, secrets: [] })).toBe(false);
  });

  it('may be signed with the secret before, for as long as it is good', () => {
    const secrets = [new Secret('shpss_new'), new Secret(SECRET)];
    expect(isFromShop(signed(basic), { ...expected, secrets })).toBe(true);
    expect(isFromShop(signed(basic), { ...expected, secrets: secrets.slice(0, 1) })).toBe(false);
  });

  it('is believed for ninety seconds, and up to ninety seconds before', () => {
    for (const offset of [-90, 0, 90]) expect(isFromShop(sentAt(offset), expected)).toBe(true);
    for (const offset of [-91, 91, 1e9]) expect(isFromShop(sentAt(offset), expected)).toBe(false);
    for (const timestamp of ['', 'now', '1e9', '-1', '0x1', '9'.repeat(40)]) {
      expect(isFromShop(signed({ ...basic, timestamp }), expected)).toBe(false);
    }
  });

  it('of another shop is not believed', () => {
    const query = signed({ ...basic, shop: 'eve.myshopify.com' });
    expect(isFromShop(query, expected)).toBe(false);
    expect(isFromShop(signed({ timestamp: basic.timestamp }), expected)).toBe(false);
  });
});
