import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { usageCharge } from './usage-charge.js';

const MOST = 50_000n;
const tokens = (input: number, output: number) => ({
  tokens: { input_tokens: input, output_tokens: output },
  costNanoUsd: undefined,
});
const cost = (costNanoUsd: bigint | undefined) => ({
  tokens: { input_tokens: 1, output_tokens: 1 },
  costNanoUsd: costNanoUsd?.toString(),
});
const BY_TOKENS = { minimum: '0.001', inputPerMillion: '3', outputPerMillion: '15' };
const BY_COST = { minimum: '0.001', costPlusPercent: '20' };

const decimal = fc
  .tuple(fc.nat(9_999), fc.nat(999_999))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);
const count = fc.nat(100_000_000);
const byTokens = fc.record({
  minimum: fc.constantFrom('0.000001', '0.001', '0.05'),
  inputPerMillion: decimal,
  outputPerMillion: decimal,
});
const byCost = fc.record({
  minimum: fc.constantFrom('0.000001', '0.001', '0.05'),
  costPlusPercent: fc
    .tuple(fc.nat(999), fc.nat(99))
    .map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`),
});
const nano = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('what a call by use is charged', () => {
  it.each([
    // 1,000 at $3 and 500 at $15 a million: $0.0105.
    [BY_TOKENS, tokens(1_000, 500), 10_500n],
    // A millionth of an atomic unit more is a whole one.
    [{ ...BY_TOKENS, minimum: '0.000001', inputPerMillion: '0.000001' }, tokens(1, 0), 1n],
    [{ ...BY_TOKENS, inputPerMillion: '1.000001' }, tokens(1_000_000 + 1, 0), 50_000n],
    [{ ...BY_TOKENS, inputPerMillion: '0.01' }, tokens(1_000_000, 0), 10_000n],
    [{ ...BY_TOKENS, inputPerMillion: '0.01' }, tokens(1_000_001, 0), 10_001n],
    // Below the least, and above the most.
    [BY_TOKENS, tokens(1, 1), 1_000n],
    [BY_TOKENS, tokens(0, 100_000_000), MOST],
    // $0.01 and 20 percent.
    [BY_COST, cost(10_000_000n), 12_000n],
    [BY_COST, cost(10_000_001n), 12_001n],
    [{ ...BY_COST, costPlusPercent: '0' }, cost(1_000_000n), 1_000n],
    [{ ...BY_COST, costPlusPercent: '0.01' }, cost(10_000_000n), 10_001n],
    [BY_COST, cost(10n ** 12n), MOST],
    // What nobody counted.
    [BY_TOKENS, { tokens: null, costNanoUsd: '999999999' }, 1_000n],
    [BY_COST, cost(undefined), 1_000n],
  ])('by %j for %j is reckoned exactly, and rounded up', (price, used, amount) => {
    expect(usageCharge(price, MOST, used).amount).toBe(amount);
  });

  it('is within what was offered, whatever was counted', () => {
    fc.assert(
      fc.property(byTokens, count, count, (price, read, written) => {
        const { amount } = usageCharge(price, MOST, tokens(read, written));
        expect(amount >= usageCharge(price, MOST, tokens(0, 0)).amount && amount <= MOST).toBe(
          true,
        );
      }),
    );
    fc.assert(
      fc.property(byCost, nano, (price, spent) => {
        const { amount } = usageCharge(price, MOST, cost(spent));
        expect(amount >= 1n && amount <= MOST).toBe(true);
      }),
    );
  });

  it('is never less for more', () => {
    fc.assert(
      fc.property(byTokens, count, count, count, (price, read, written, more) => {
        const some = usageCharge(price, MOST, tokens(read, written)).amount;
        expect(usageCharge(price, MOST, tokens(read + more, written)).amount >= some).toBe(true);
        expect(usageCharge(price, MOST, tokens(read, written + more)).amount >= some).toBe(true);
      }),
    );
    fc.assert(
      fc.property(byCost, nano, nano, (price, spent, more) => {
        const some = usageCharge(price, MOST, cost(spent)).amount;
        expect(usageCharge(price, MOST, cost(spent + more)).amount >= some).toBe(true);
      }),
    );
  });

  it('covers what it is reckoned from, by less than one atomic unit', () => {
    fc.assert(
      fc.property(byCost, nano, (price, spent) => {
        const { amount } = usageCharge(price, 10n ** 15n, cost(spent));
        const points = BigInt(price.costPlusPercent.replace('.', ''));
        const exact = spent * (10_000n + points);
        const unit = 10_000n * 1_000n;
        expect(amount * unit >= exact).toBe(true);
        const least = usageCharge(price, 10n ** 15n, cost(0n)).amount;
        expect(amount === least || (amount - 1n) * unit < exact).toBe(true);
      }),
    );
  });

  it('tells what was counted and by which formula, so that anybody can reckon it again', () => {
    expect(usageCharge(BY_TOKENS, MOST, tokens(1_000, 500)).usage).toEqual({
      inputTokens: 1_000,
      outputTokens: 500,
      inputPerMillion: '3',
      outputPerMillion: '15',
      formula:
        'ceil((inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1000000), from minimum to maximum',
      minimum: '0.001',
      maximum: '0.05',
      charge: '0.0105',
    });
    expect(usageCharge(BY_COST, MOST, cost(10_000_000n)).usage).toMatchObject({
      cost: '0.01',
      percent: '20',
      charge: '0.012',
    });
    expect(
      usageCharge(BY_COST, MOST, { tokens: null, costNanoUsd: undefined }).usage,
    ).toMatchObject({ inputTokens: null, outputTokens: null, cost: null, charge: '0.001' });
  });
});
