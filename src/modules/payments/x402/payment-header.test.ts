import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readPayment } from './payment-header.js';

const v1 = { x402Version: 1, scheme: 'exact', network: 'base', payload: { signature: '0x' } };
const v2 = {
  x402Version: 2,
  accepted: {
    scheme: 'exact',
    network: 'eip155:84532',
    amount: '1',
    asset: '0x01',
    payTo: '0x02',
    maxTimeoutSeconds: 60,
    extra: {},
  },
  payload: { signature: '0x' },
};
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const inHeader = { 'payment-signature': encode(v2) };
const inV1Header = { 'x-payment': encode(v1) };

describe('the payment of a request', () => {
  it('is read as it was written, from the header of its version', () => {
    expect(readPayment(inHeader)).toEqual(v2);
    expect(readPayment(inV1Header)).toEqual(v1);
    expect(readPayment({})).toBeUndefined();
  });

  it('of another version than the header’s is reported as such', () => {
    expect(readPayment({ 'x-payment': encode(v2) })).toBe('invalid_x402_version');
    expect(readPayment({ 'payment-signature': encode(v1) })).toBe('invalid_x402_version');
    for (const x402Version of [0, 3, 2.5, 1e9]) {
      const header = encode({ ...v2, x402Version });
      expect(readPayment({ 'payment-signature': header })).toBe('invalid_x402_version');
      expect(readPayment({ 'x-payment': header })).toBe('invalid_x402_version');
    }
    const header = encode({ ...v2, x402Version: '2' });
    expect(readPayment({ 'payment-signature': header })).toBe('malformed_payment_header');
  });

  it.each([
    ['deep', JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as unknown],
    ['wide', Array.from({ length: 1_000 }, () => 0)],
  ])('is none when what it accepts is %s: nothing compares it with what is offered', (_, extra) => {
    const payment = { ...v2, accepted: { ...v2.accepted, extra: { extra } } };
    expect(readPayment({ 'payment-signature': encode(payment) })).toBe('malformed_payment_header');
  });

  it('is not chosen where there are two', () => {
    expect(readPayment({ ...inHeader, ...inV1Header })).toBe('two_payment_headers');
    expect(readPayment({ ...inHeader, 'x-payment': '' })).toBe('two_payment_headers');
  });

  it.each(['payment-signature', 'x-payment'])('in %s never throws, whatever it holds', (name) => {
    const anything = fc.oneof(fc.string(), fc.base64String(), fc.json());
    fc.assert(
      fc.property(anything, (text) => {
        expect(readPayment({ [name]: text })).toBe('malformed_payment_header');
        expect(readPayment({ [name]: Buffer.from(text).toString('base64') })).toBe(
          'malformed_payment_header',
        );
      }),
    );
  });

  it('of v1 has every member, of its kind', () => {
    const broken = fc
      .record({
        x402Version: fc.constantFrom<unknown>(1, '1', undefined),
        scheme: fc.constantFrom<unknown>('exact', '', 7, undefined),
        network: fc.constantFrom<unknown>('base', '', null, undefined),
        payload: fc.constantFrom<unknown>({}, [], 'text', undefined),
      })
      .filter((value) => !Object.keys(v1).every((key) => isGood(key, value)));
    fc.assert(
      fc.property(broken, (value) => {
        expect(readPayment({ 'x-payment': encode(value) })).toBe('malformed_payment_header');
      }),
    );
  });

  it.each([v1, v2])('cannot hold text that cannot be stored', ({ x402Version, ...rest }) => {
    const name = x402Version === 1 ? 'x-payment' : 'payment-signature';
    const holding = (text: string) =>
      readPayment({ [name]: encode({ x402Version, ...rest, payload: { [text]: [text] } }) });
    for (const text of ['\0', 'a\0', '\\\0', '\ud83d', '\ude00', '\ude00\ud83d']) {
      expect(holding(text)).toBe('malformed_payment_header');
    }
    for (const text of ['', '\\u0000', '\\\\u0000', 'u0000', '\\ud83d', '\n']) {
      expect(holding(text)).toMatchObject({ payload: { [text]: [text] } });
    }
  });

  it.each([inHeader, inV1Header])('of more than 12,288 characters is none', (headers) => {
    const [[name = '', good = ''] = []] = Object.entries(headers);
    const large = JSON.parse(atob(good)) as { payload: object };
    const padded = (length: number) => ({
      [name]: encode({ ...large, payload: { padding: 'x'.repeat(length) } }),
    });
    expect(readPayment(padded(8_000))).toMatchObject({ payload: {} });
    expect(readPayment(padded(9_300))).toBe('malformed_payment_header');
  });
});

function isGood(key: string, value: Record<string, unknown>): boolean {
  const good: Record<string, unknown> = { x402Version: 1, scheme: 'exact', network: 'base' };
  return key === 'payload' ? JSON.stringify(value[key]) === '{}' : value[key] === good[key];
}
