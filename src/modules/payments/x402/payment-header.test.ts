import { describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import * as fc from 'fast-check';
import { decodePayment } from './payment-header.js';

const payment: PaymentPayload = {
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

describe('the payment header', () => {
  it('is read as it was written', () => {
    expect(decodePayment(encodePaymentSignatureHeader(payment))).toEqual(payment);
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        expect(decodePayment(text)).toBeUndefined();
        expect(decodePayment(Buffer.from(text).toString('base64'))).toBeUndefined();
      }),
    );
  });
});
