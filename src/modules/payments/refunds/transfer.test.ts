import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AssetTransfer, MinedTransaction } from '../networks/payment-network.js';
import { type ExpectedTransfer, fittingTransfers } from './transfer.js';

const expected: ExpectedTransfer = {
  senders: ['payee', 'payout'],
  unproven: ['named'],
  recipient: 'payer',
  amount: 5n,
  paymentBlock: 10n,
};
const transfer: AssetTransfer = {
  from: 'payee',
  to: 'payer',
  amount: 5n,
  logIndex: 3,
  nonce: null,
};
const mined: MinedTransaction = {
  succeeded: true,
  block: 11n,
  minedAt: new Date(0),
  transaction: '0x01',
  transfers: [transfer],
};

describe('the transfer of a refund', () => {
  it('fits from any wallet of the creator, and among others', () => {
    expect(fittingTransfers(expected, mined)).toEqual([transfer]);
    const other = { ...transfer, from: 'payout', logIndex: 7 };
    const stranger = { ...transfer, from: 'stranger' };
    const several = { ...mined, transfers: [stranger, transfer, other] };
    expect(fittingTransfers(expected, several)).toEqual([transfer, other]);
  });

  it.each([
    ['transaction_failed', { ...mined, succeeded: false }],
    ['not_after_payment', { ...mined, block: 10n }],
    ['asset_not_transferred', { ...mined, transfers: [] }],
    ['wrong_recipient', { ...mined, transfers: [{ ...transfer, to: 'other' }] }],
    ['wrong_sender', { ...mined, transfers: [{ ...transfer, from: 'other' }] }],
    ['sender_unproven', { ...mined, transfers: [{ ...transfer, from: 'named' }] }],
    ['wrong_amount', { ...mined, transfers: [{ ...transfer, amount: 4n }] }],
  ] as const)('does not with %s', (reason, transaction) => {
    expect(fittingTransfers(expected, transaction)).toBe(reason);
  });

  it('is never a transfer that differs in anything', () => {
    const party = fc.constantFrom('payee', 'payout', 'named', 'payer', 'stranger');
    const transfers = fc.array(
      fc.record({
        from: party,
        to: party,
        amount: fc.bigInt({ min: 4n, max: 6n }),
        logIndex: fc.nat(),
        nonce: fc.constant(null),
      }),
    );
    fc.assert(
      fc.property(transfers, fc.boolean(), fc.bigInt({ min: 9n, max: 12n }), (all, ok, block) => {
        const fitting = fittingTransfers(expected, {
          ...mined,
          succeeded: ok,
          block,
          transfers: all,
        });
        if (typeof fitting === 'string') return;
        expect(ok && block > 10n && fitting.length > 0).toBe(true);
        for (const { from, to, amount } of fitting) {
          expect([to, amount, expected.senders.includes(from)]).toEqual(['payer', 5n, true]);
        }
      }),
    );
  });
});
