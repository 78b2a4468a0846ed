import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mayMeanSpent, readSettleReply, readVerifyReply } from './reply.js';

const expected = { payer: '0xAbC', network: 'eip155:84532', amount: 5n };
const read = (reply: unknown) => readSettleReply(reply, expected, false);
const proves = (reply: object, own: boolean) =>
  readSettleReply(reply, expected, own) as { readonly nothingSent?: boolean };
const success = { success: true, transaction: '0x01', network: expected.network, payer: '0xabc' };

describe('a facilitator’s reply', () => {
  it('counts as settled only when it clearly is', () => {
    expect(read(success)).toEqual({ kind: 'settled', transaction: '0x01' });
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
      nothingSent: false,
    });
    const chatty = { ...refused, errorReason: 'Error: at https://user:pass@rpc' };
    expect(read(chatty)).toMatchObject({ kind: 'refused', reason: 'unspecified' });
  });

  it('proves that nothing was sent only where it comes from the one who would send', () => {
    const refused = { ...success, success: false, transaction: '', errorReason: 'no' };
    expect(proves({ ...refused, sent: false }, true).nothingSent).toBe(true);
    expect(proves({ ...refused, sent: true }, true).nothingSent).toBe(false);
    expect(proves(refused, true).nothingSent).toBe(false);
    expect(proves({ ...refused, sent: false }, false).nothingSent).toBe(false);
  });

  it.each([
    'invalid_exact_evm_nonce_already_used',
    'nonce_already_used',
    'authorization_used',
    'authorization_is_used_or_canceled',
    'permit2_invalid_nonce',
    'already_settled',
    'duplicate_settlement',
  ])('that refuses with %s may mean that the money has moved', (reason) => {
    expect(mayMeanSpent(reason)).toBe(true);
  });

  it.each([
    'insufficient_funds',
    'invalid_exact_evm_insufficient_balance',
    'invalid_exact_evm_payload_authorization_valid_before',
    'unspecified',
  ])('that refuses with %s does not mean that', (reason) => {
    expect(mayMeanSpent(reason)).toBe(false);
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
