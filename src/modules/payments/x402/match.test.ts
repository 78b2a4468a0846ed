import { describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import * as fc from 'fast-check';
import { getAddress } from 'viem';
import { EvmNetwork } from '../networks/evm/evm-network.js';
import { caip2, EVM_CHAINS } from '../../../common/networks/index.js';
import type { PaymentNetwork } from '../networks/payment-network.js';
import { paymentOptions } from './challenge.js';
import { challengeV1 } from './challenge-v1.js';
import { matchPayment } from './match.js';
import type { ReceivedPayment } from './payment-header.js';
import type { Offer, Quote } from './quote.js';

const NOW = new Date('2026-11-01T12:00:00Z');
const inSeconds = (seconds: number) => String(NOW.getTime() / 1000 + seconds);
const refuse = () => Promise.reject(new Error('matching asks no chain'));
const neverAsked = {
  balanceOf: refuse,
  outcome: refuse,
  confirm: refuse,
  mined: refuse,
  findTransfers: refuse,
  checkSignature: refuse,
  isSigned: refuse,
  checkPermit: refuse,
  isPermitSigned: refuse,
  permits: { outcome: refuse, confirm: refuse, isDeployed: refuse, allowanceOf: refuse },
  isSignedBy: refuse,
  askId: refuse,
  head: refuse,
  blockHash: refuse,
};
const networks = EVM_CHAINS.map((row) => new EvmNetwork(row, () => neverAsked));
const find = (id: string): PaymentNetwork | undefined => networks.find((each) => each.id === id);

const payee = (n: number) => getAddress(`0x${String(n).repeat(40)}`);
const BASE = 'eip155:8453';
const SEPOLIA = 'eip155:84532';

function quoteOf(offers: readonly [Offer, ...Offer[]]): Quote {
  return {
    subject: 'square',
    ownerId: null,
    url: 'https://shop.example/square',
    description: 'Squares a number',
    mimeType: 'application/json',
    offers,
    settlementPolicy: 'after_execution',
  };
}

/** What a buyer signs; it says nothing of the offer. */
function signed(amount: bigint, payTo: string, change: object = {}) {
  return {
    signature: '0xab',
    authorization: {
      from: payee(9),
      to: payTo,
      value: String(amount),
      validAfter: inSeconds(-600),
      validBefore: inSeconds(300),
      nonce: `0x${'01'.repeat(32)}`,
      ...change,
    },
  };
}

function v1(network: string | undefined, payload: Record<string, unknown>): ReceivedPayment {
  return { x402Version: 1, scheme: 'exact', network: network ?? '', payload };
}

const match = (quote: Quote, payment: ReceivedPayment) => matchPayment(quote, payment, find, NOW);

const price = fc.constantFrom(1n, 2n, 3n);
const payTo = fc.constantFrom(payee(1), payee(2), payee(3));
const network = fc.constantFrom(BASE, SEPOLIA);
const terms = fc.record({
  price,
  payees: fc.uniqueArray(fc.record({ network, payTo }), {
    selector: (each) => each.network,
    minLength: 1,
  }),
});
const quote = fc
  .tuple(terms, fc.array(terms, { maxLength: 3 }))
  .map(([now, older]) =>
    quoteOf([{ id: 'now', ...now }, ...older.map((each, n) => ({ id: `before-${n}`, ...each }))]),
  );

/** Finds networks of which some have no v1 name. */
const without =
  (...names: string[]) =>
  (id: string): PaymentNetwork | undefined => {
    const row = EVM_CHAINS.find(({ chainId }) => id === caip2(chainId));
    return row?.v1Name !== undefined && names.includes(row.v1Name)
      ? new EvmNetwork({ ...row, v1Name: undefined }, () => neverAsked)
      : find(id);
  };

describe('a v1 payment', () => {
  it('fits exactly the offers that have its amount, payee and network, the present one first', () => {
    fc.assert(
      fc.property(quote, price, payTo, network, (offered, amount, to, on) => {
        const having = offered.offers.find(
          (offer) =>
            offer.price === amount &&
            offer.payees.some((each) => each.payTo === to && each.network === on),
        );
        const matched = match(offered, v1(find(on)?.v1Name, signed(amount, to)));
        const found = typeof matched === 'string' ? undefined : matched.option;
        expect(found?.offer).toBe(having);
        if (found !== undefined) expect(found.network.id).toBe(on);
      }),
    );
  });

  it('becomes the v2 payment of that offer, which then fits that offer alone', () => {
    fc.assert(
      fc.property(quote, price, payTo, network, (offered, amount, to, on) => {
        const matched = match(offered, v1(find(on)?.v1Name, signed(amount, to)));
        if (typeof matched === 'string') return;
        expect(matched.payload).toEqual({
          x402Version: 2,
          accepted: matched.option.requirements,
          payload: signed(amount, to),
        });
        expect(match(offered, { ...matched.payload, x402Version: 2 })).toEqual(matched);
      }),
    );
  });

  const offered = quoteOf([
    { id: 'now', price: 2n, payees: [{ network: SEPOLIA, payTo: payee(1) }] },
    { id: 'before', price: 1n, payees: [{ network: SEPOLIA, payTo: payee(2) }] },
  ]);

  it.each<[string, string, ReceivedPayment]>([
    ['another network', 'network_not_offered', v1('base', signed(2n, payee(1)))],
    ['an unknown network', 'network_not_offered', v1('toString', signed(2n, payee(1)))],
    ['a CAIP-2 network', 'network_not_offered', v1(SEPOLIA, signed(2n, payee(1)))],
    [
      'another scheme',
      'offer_mismatch',
      { ...v1('base-sepolia', signed(2n, payee(1))), scheme: 'upto' } as ReceivedPayment,
    ],
    ['another payee', 'pay_to_mismatch', v1('base-sepolia', signed(2n, payee(3)))],
    ['another amount', 'amount_mismatch', v1('base-sepolia', signed(3n, payee(1)))],
    [
      'what two offers have between them',
      'amount_mismatch',
      v1('base-sepolia', signed(1n, payee(1))),
    ],
    [
      'the past, for an older offer',
      'authorization_expired',
      v1('base-sepolia', signed(1n, payee(2), { validBefore: inSeconds(5) })),
    ],
    [
      'the future',
      'authorization_not_yet_valid',
      v1('base-sepolia', signed(2n, payee(1), { validAfter: inSeconds(60) })),
    ],
    ['nothing', 'invalid_payload', v1('base-sepolia', { signature: '0xab' })],
  ])('for %s is refused: %s', (_, reason, payment) => {
    expect(match(offered, payment)).toBe(reason);
  });
});

describe('a v2 payment', () => {
  it('fits the offer it names alone, also where another has the same terms', () => {
    const payees = [{ network: BASE, payTo: payee(1) }];
    const same = quoteOf([
      { id: 'now', price: 2n, payees },
      { id: 'before', price: 2n, payees },
    ]);
    const [, before] = same.offers.flatMap((offer) => paymentOptions(offer, find));
    const payment = {
      x402Version: 2 as const,
      accepted: before?.requirements as PaymentPayload['accepted'],
      payload: signed(2n, payee(1)),
    };
    expect(match(same, payment)).toMatchObject({ option: { offer: { id: 'before' } } });
    const unnamed = { ...payment.accepted, extra: { name: 'USD Coin', version: '2' } };
    expect(match(same, { ...payment, accepted: unnamed })).toBe('offer_mismatch');
  });
});

describe('what is passed on of a payment', () => {
  const offered = quoteOf([
    { id: 'now', price: 2n, payees: [{ network: SEPOLIA, payTo: payee(1) }] },
  ]);
  const [option] = offered.offers.flatMap((offer) => paymentOptions(offer, find));
  const plain = signed(2n, payee(1));
  const more = {
    ...plain,
    authorization: { ...plain.authorization, planted: 'authorization' },
    permit2Authorization: { planted: 'another way to be paid' },
  };
  const accepted = option?.requirements as PaymentPayload['accepted'];

  it('is what was read and checked, in v1 and in v2', () => {
    const v2 = { x402Version: 2, accepted, payload: more, planted: 'outside' } as ReceivedPayment;
    for (const payment of [v2, v1('base-sepolia', more)]) {
      expect(match(offered, payment)).toMatchObject({
        payload: { x402Version: 2, accepted, payload: plain },
      });
      expect(JSON.stringify((match(offered, payment) as { payload: unknown }).payload)).not.toMatch(
        /planted|permit2/,
      );
    }
  });

  it('is the resource as it was offered, and nothing by which the buyer comes back', () => {
    const id = 'a-name-of-sixteen-or-more';
    const payment = {
      x402Version: 2 as const,
      accepted: { ...accepted, extra: { ...accepted.extra, retryKey: 'planted' }, planted: 1 },
      payload: plain,
      resource: { url: 'https://planted.example' },
      extensions: { 'payment-identifier': { info: { id, planted: id } }, planted: {} },
    };
    const { url, description, mimeType } = offered;
    expect(match(offered, payment)).toMatchObject({
      payload: {
        x402Version: 2,
        accepted,
        payload: plain,
      },
      declared: { resource: { url, description, mimeType } },
    });
    expect(JSON.stringify((match(offered, payment) as { payload: unknown }).payload)).not.toMatch(
      /planted|a-name/,
    );
  });
});

describe('the v1 challenge', () => {
  const offer: Offer = {
    id: 'now',
    price: 2n,
    payees: [BASE, SEPOLIA].map((id) => ({ network: id, payTo: payee(1) })),
  };
  it('leaves out networks that v1 has no name for, and is none when none is left', () => {
    const told = challengeV1(quoteOf([offer]), without('base'), 'why');
    expect(told?.accepts.map((each) => each.network)).toEqual(['base-sepolia']);
    expect(challengeV1(quoteOf([offer]), without('base', 'base-sepolia'), 'why')).toBeUndefined();
  });

  it('is no way in for networks that v1 has no name for', () => {
    const payment = v1(undefined, signed(2n, payee(1)));
    expect(matchPayment(quoteOf([offer]), payment, without('base'), NOW)).toBe(
      'network_not_offered',
    );
  });
});
