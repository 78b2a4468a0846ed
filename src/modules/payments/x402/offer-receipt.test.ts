import { describe, expect, it } from '@jest/globals';
import { encodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import * as fc from 'fast-check';
import { bytesToHex } from 'viem';
import { MAX_BAZAAR_BYTES } from './bazaar.js';
import {
  MAX_CHALLENGE_BYTES,
  MAX_ECHOED_BYTES,
  OFFER_RECEIPT,
  offerFacts,
  withOffers,
} from './offer-receipt.js';

const VALID_UNTIL = 1_790_000_100;

/** As long as a JWS of these facts is, whatever the key is called. */
const sign: Parameters<typeof withOffers>[1] = (url, requirements) =>
  `${'h'.repeat(120)}.${Buffer.from(JSON.stringify(offerFacts(url, requirements, VALID_UNTIL))).toString('base64url')}.${'s'.repeat(86)}`;

const address = fc.uint8Array({ minLength: 20, maxLength: 32 }).map((bytes) => bytesToHex(bytes));

const requirements = fc.record({
  scheme: fc.constantFrom('exact', 'upto'),
  network: fc.integer({ min: 1, max: 10 ** 9 }).map((id) => `eip155:${id}` as const),
  asset: address,
  payTo: address,
  amount: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(String),
  maxTimeoutSeconds: fc.constant(300),
  extra: fc.record({ name: fc.string({ maxLength: 40 }), retryKey: fc.uuid() }),
});

/** Challenges as small and as large as there are, and larger than there are. */
const challenges = fc.record({
  x402Version: fc.constant(2 as const),
  error: fc.string({ maxLength: 60 }),
  resource: fc.record({
    url: fc.webUrl({ size: 'medium' }),
    description: fc.string({ unit: 'grapheme', maxLength: 400 }),
    mimeType: fc.constant('application/json'),
  }),
  accepts: fc.array(requirements, { maxLength: 30 }),
  extensions: fc.record({ bazaar: fc.string({ maxLength: MAX_BAZAAR_BYTES }) }),
});

const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const echoed = ({ resource, extensions }: PaymentRequired) => size({ resource, extensions });

interface Told {
  readonly info: { readonly offers: readonly { acceptIndex: number; signature: string }[] };
}

const offersOf = (required: PaymentRequired) =>
  (required.extensions?.[OFFER_RECEIPT] as Told | undefined)?.info.offers ?? [];

describe('a challenge with signed offers', () => {
  it('stays within what headers hold, and what buyers send back does too', () => {
    fc.assert(
      fc.property(challenges, (plain) => {
        const required = withOffers(plain, sign);
        expect(size(required)).toBeLessThanOrEqual(Math.max(MAX_CHALLENGE_BYTES, size(plain)));
        expect(echoed(required)).toBeLessThanOrEqual(Math.max(MAX_ECHOED_BYTES, echoed(plain)));
      }),
    );
  });

  it('has one for each way to pay from the first on, and is otherwise as before', () => {
    fc.assert(
      fc.property(challenges, (plain) => {
        const required = withOffers(plain, sign);
        const offers = offersOf(required);
        expect(offers).toEqual(
          plain.accepts.slice(0, offers.length).map((accepted, acceptIndex) => ({
            format: 'jws',
            acceptIndex,
            signature: sign(plain.resource.url, accepted),
          })),
        );
        const { [OFFER_RECEIPT]: _, ...others } = required.extensions ?? {};
        expect({ ...required, extensions: others }).toEqual(plain);
      }),
    );
  });

  it('leaves room in a header for the largest description of how a thing is called', () => {
    const [asset, network] = [`0x${'a'.repeat(40)}`, 'eip155:84532' as const];
    const way = { scheme: 'exact', network, asset, payTo: asset, amount: '50000' };
    const extra = { name: 'USDC', version: '2', offerId: 'a'.repeat(36), retryKey: 'a'.repeat(36) };
    const required = withOffers(
      {
        x402Version: 2,
        error: 'PAYMENT-SIGNATURE header is required',
        resource: {
          url: `https://api.example.com/@${'a'.repeat(30)}/${'b'.repeat(60)}`,
          description: 'd'.repeat(400),
          mimeType: 'application/json',
        },
        accepts: Array.from({ length: 4 }, () => ({ ...way, maxTimeoutSeconds: 300, extra })),
        extensions: { bazaar: 'b'.repeat(MAX_BAZAAR_BYTES) },
      },
      sign,
    );
    expect(offersOf(required).length).toBeGreaterThan(0);
    expect(encodePaymentRequiredHeader(required).length).toBeLessThan(12_288);
  });
});
