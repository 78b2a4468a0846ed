import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type JournalLine,
  type LedgerAccount,
  platformFee,
  refundOwedJournal,
  refundPaidJournal,
  refundVoidJournal,
  settlementJournal,
  settlementReversedJournal,
} from './journal.js';

const place = { ownerId: 'owner', network: 'eip155:8453', asset: '0xusdc' };
const amounts = fc.bigInt({ min: 1n, max: 10n ** 18n });
const basisPoints = fc.integer({ min: 0, max: 10_000 });

const sum = (lines: readonly JournalLine[], ...accounts: LedgerAccount[]) =>
  lines
    .filter(({ account }) => accounts.length === 0 || accounts.includes(account))
    .reduce((total, { amount }) => total + amount, 0n);
const amountsOf = (lines: readonly JournalLine[]) =>
  Object.fromEntries(lines.map(({ account, amount }) => [account, amount]));

describe('the platform fee', () => {
  it.each([
    [50_000n, 250, 1_250n],
    [39n, 250, 0n],
    [1n, 9_999, 0n],
    [50_000n, 0, 0n],
    [50_000n, 10_000, 50_000n],
  ])('of %d at %d basis points is %d, rounded down', (amount, feeBasisPoints, fee) => {
    expect(platformFee({ ownerId: 'owner', amount }, feeBasisPoints)).toBe(fee);
  });

  it('is nothing where the platform itself sells', () => {
    expect(platformFee({ ownerId: null, amount: 50_000n }, 250)).toBe(0n);
  });

  it('is never negative, never more than the payment and never too high by rounding', () => {
    fc.assert(
      fc.property(amounts, basisPoints, (amount, bp) => {
        const fee = platformFee({ ownerId: 'owner', amount }, bp);
        expect(fee >= 0n && fee <= amount).toBe(true);
        expect(fee * 10_000n <= amount * BigInt(bp)).toBe(true);
        expect((fee + 1n) * 10_000n > amount * BigInt(bp)).toBe(true);
      }),
    );
  });
});

describe('journals', () => {
  it('say who got what', () => {
    const settled = settlementJournal({ ...place, amount: 50_000n, feeBasisPoints: 250 });
    expect(amountsOf(settled)).toEqual({
      wallet: 50_000n,
      revenue: -48_750n,
      platform_fee: -1_250n,
    });
    const owed = refundOwedJournal({ ...place, amount: 50_000n, fee: 1_250n });
    expect(amountsOf(owed)).toEqual({
      refunds: 48_750n,
      platform_fee: 1_250n,
      refunds_owed: -50_000n,
    });
    const paid = refundPaidJournal({ ...place, amount: 50_000n });
    expect(amountsOf(paid)).toEqual({ refunds_owed: 50_000n, wallet: -50_000n });
  });

  it('balance, have each account once, no line of nothing, and stay in one place', () => {
    fc.assert(
      fc.property(amounts, basisPoints, fc.boolean(), (amount, feeBasisPoints, ours) => {
        const where = { ...place, ownerId: ours ? null : 'owner' };
        const fee = platformFee({ ...where, amount }, feeBasisPoints);
        const journals = [
          settlementJournal({ ...where, amount, feeBasisPoints }),
          refundOwedJournal({ ...where, amount, fee }),
          refundPaidJournal({ ...where, amount }),
          refundVoidJournal({ ...where, amount, fee }),
          settlementReversedJournal({ ...where, amount, fee, isRefunded: true }),
          settlementReversedJournal({ ...where, amount, fee, isRefunded: false }),
        ];
        for (const lines of journals) {
          expect(sum(lines)).toBe(0n);
          expect(new Set(lines.map(({ account }) => account)).size).toBe(lines.length);
          expect(lines.every((line) => line.amount !== 0n)).toBe(true);
          for (const line of lines) expect(line).toMatchObject(where);
        }
      }),
    );
  });

  it('add up, whatever is sold and given back, to what a list of calls says', () => {
    const call = fc.record({
      amount: amounts,
      feeBasisPoints: basisPoints,
      fate: fc.constantFrom('kept', 'owed', 'paid', 'vanished', 'owed_vanished', 'paid_vanished'),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
        const lines = calls.flatMap(({ fate, ...payment }) => {
          const movement = { ...place, ...payment };
          const fee = platformFee(movement, payment.feeBasisPoints);
          return [
            ...settlementJournal(movement),
            ...(/owed|paid/.test(fate) ? refundOwedJournal({ ...movement, fee }) : []),
            ...(fate.startsWith('paid') ? refundPaidJournal(movement) : []),
            ...(fate === 'owed_vanished' ? refundVoidJournal({ ...movement, fee }) : []),
            ...(fate.endsWith('vanished')
              ? settlementReversedJournal({
                  ...movement,
                  fee,
                  isRefunded: fate === 'paid_vanished',
                })
              : []),
          ];
        });
        const total = (fates: readonly string[], of: (c: (typeof calls)[number]) => bigint) =>
          calls.filter(({ fate }) => fates.includes(fate)).reduce((all, c) => all + of(c), 0n);
        const feeOf = (c: (typeof calls)[number]) =>
          (c.amount * BigInt(c.feeBasisPoints)) / 10_000n;

        const lost = total(['paid_vanished'], (c) => c.amount);
        expect(sum(lines, 'wallet')).toBe(total(['kept', 'owed'], (c) => c.amount) - lost);
        expect(-sum(lines, 'platform_fee')).toBe(total(['kept'], feeOf));
        expect(-sum(lines, 'refunds_owed')).toBe(total(['owed'], (c) => c.amount));
        const earned = total(['kept'], (c) => c.amount - feeOf(c));
        expect(-sum(lines, 'revenue', 'refunds')).toBe(earned - lost);
      }),
    );
  });
});
