import { describe, expect, it } from '@jest/globals';
import { type AccountTotal, summarise } from './summary.js';

const base = { network: 'eip155:8453', asset: '0xusdc' };
const total = (
  kind: AccountTotal['kind'],
  account: AccountTotal['account'],
  entries: number,
  amount: bigint,
  place = base,
): AccountTotal => ({ ...place, kind, account, entries, amount });

describe('earnings', () => {
  it('are nothing where nothing was booked', () => {
    expect(summarise([])).toEqual([]);
  });

  it('tell calls, fees, refunds paid and owed, and what is left', () => {
    // Four calls of 0.05 at 2.5 %; one refunded and paid, one refunded and still owed.
    const totals = [
      total('settlement', 'wallet', 4, 200_000n),
      total('settlement', 'revenue', 4, -195_000n),
      total('settlement', 'platform_fee', 4, -5_000n),
      total('refund_owed', 'refunds', 2, 97_500n),
      total('refund_owed', 'platform_fee', 2, 2_500n),
      total('refund_owed', 'refunds_owed', 2, -100_000n),
      total('refund_paid', 'refunds_owed', 1, 50_000n),
      total('refund_paid', 'wallet', 1, -50_000n),
    ];
    expect(summarise(totals)).toEqual([
      {
        ...base,
        calls: 4,
        gross: '0.20',
        fees: '0.0025',
        refunded: '0.05',
        refundsOwed: '0.05',
        net: '0.0975',
      },
    ]);
  });

  it('are nothing of a payment that vanished, and a loss where it was given back before', () => {
    const vanished = [
      total('settlement', 'wallet', 1, 50_000n),
      total('settlement', 'revenue', 1, -48_750n),
      total('settlement', 'platform_fee', 1, -1_250n),
      total('settlement_reversed', 'wallet', 1, -50_000n),
      total('settlement_reversed', 'revenue', 1, 48_750n),
    ];
    const nothing = { calls: 0, gross: '0.00', fees: '0.00', refundsOwed: '0.00' };
    const forgone = [...vanished, total('settlement_reversed', 'platform_fee', 1, 1_250n)];
    expect(summarise(forgone)).toEqual([{ ...base, ...nothing, refunded: '0.00', net: '0.00' }]);
    const refunded = [
      ...vanished,
      total('settlement_reversed', 'refunds', 1, 1_250n),
      total('refund_owed', 'refunds', 1, 48_750n),
      total('refund_owed', 'platform_fee', 1, 1_250n),
      total('refund_owed', 'refunds_owed', 1, -50_000n),
      total('refund_paid', 'refunds_owed', 1, 50_000n),
      total('refund_paid', 'wallet', 1, -50_000n),
    ];
    expect(summarise(refunded)).toEqual([{ ...base, ...nothing, refunded: '0.05', net: '-0.05' }]);
  });

  it('of a period in which only old refunds were paid are below zero nowhere but in what is owed', () => {
    const totals = [
      total('refund_paid', 'refunds_owed', 1, 50_000n),
      total('refund_paid', 'wallet', 1, -50_000n),
    ];
    expect(summarise(totals)).toEqual([
      {
        ...base,
        calls: 0,
        gross: '0.00',
        fees: '0.00',
        refunded: '0.05',
        refundsOwed: '-0.05',
        net: '0.00',
      },
    ]);
  });

  it('keep networks and assets apart', () => {
    const places = [base, { ...base, network: 'eip155:84532' }, { ...base, asset: '0xother' }];
    const totals = places.flatMap((place, index) => [
      total('settlement', 'wallet', index + 1, 1_000_000n, place),
      total('settlement', 'revenue', index + 1, -1_000_000n, place),
    ]);
    const summary = summarise(totals);
    expect(summary.map(({ network, asset }) => ({ network, asset }))).toEqual(places);
    expect(summary.map(({ calls }) => calls)).toEqual([1, 2, 3]);
    expect(summary.map(({ net }) => net)).toEqual(['1.00', '1.00', '1.00']);
  });
});
