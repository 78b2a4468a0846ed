import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readSettleReply, readVerifyReply } from './reply.js';

const expected = { payer: '0xAbC', network: 'eip155:84532', amount: 5n };
const read = (reply: unknown) => readSettleReply(reply, expected, false);
const success = { success: true, transaction: '0x01', network: expected.network, payer: '0xabc' };

describe('a facilitator’s reply', () => {
  it('counts as settled only when it clearly is', () => {
    expect(read(success)).toEqual({ kind: 'settled', transaction: '0x01', proven: false });
    expect(readSettleReply(success, expected, true)).toMatchObject({ proven: true });
    expect(read({ ...success, amount: '5' }).kind).toBe('settled');
    expect(read({ ...success, payer: undefined }).kind).toBe('settled');
  });

  it.each([
    ['another payer', { ...success, payer: '0xdef' }],
    ['another network', { ...success, network: 'eip155:1' }],
    ['another amount', { ...success, amount: '6' }],
    ['no transaction', { ...success, transaction: '' }],
    ['a pending transaction', { ...success, success: false, errorReason: 'settlement_pending' }],
  ])('about %s leaves the outcome unknown', (_, reply) => {
    expect(read(reply).kind).toBe('unknown');
  });

  it('that refuses says why, in a code and nothing else', () => {
    const refused = {
      ...success,
      success: false,
      transaction: '',
      errorReason: 'insufficient_funds',
    };
    expect(read(refused)).toEqual({
      kind: 'refused',
      reason: 'insufficient_funds',
    });
    const chatty = { ...refused, errorReason: 'Error: at https://user:pass@rpc' };
    expect(read(chatty)).toEqual({ kind: 'refused', reason: 'unspecified' });
  });

  it('that is garbage proves nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        expect(read(garbage).kind).not.toBe('settled');
        expect(readVerifyReply(garbage, expected).kind).not.toBe('valid');
      }),
    );
  });

  it('to a verification is believed for this payer only', () => {
    expect(readVerifyReply({ isValid: true, payer: '0xabc' }, expected)).toEqual({ kind: 'valid' });
    expect(readVerifyReply({ isValid: true, payer: '0xdef' }, expected).kind).toBe('unavailable');
    expect(readVerifyReply({ isValid: false, invalidReason: 'expired' }, expected)).toEqual({
      kind: 'invalid',
      reason: 'expired',
    });
  });
});
