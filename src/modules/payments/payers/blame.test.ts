import { describe, expect, it } from '@jest/globals';
import { blamesPayer } from './blame.js';

describe('a settlement that was refused', () => {
  it.each([
    'insufficient_funds',
    'invalid_exact_evm_insufficient_balance',
    'invalid_exact_evm_nonce_already_used',
    'invalid_exact_evm_signature',
    'authorization_cancelled',
    'authorization_spent_elsewhere',
    'payer_reverted_settlement',
  ])('as %s is the payer’s doing', (reason) => {
    expect(blamesPayer(reason)).toBe(true);
  });

  it.each([
    'expired',
    'busy',
    'transaction_failed',
    'unexpected_settle_error',
    'facilitator_unavailable',
    'invalid_exact_evm_transaction_simulation_failed',
    'unspecified',
  ])('as %s is not held against the payer', (reason) => {
    expect(blamesPayer(reason)).toBe(false);
  });

  it('as it is simulated is a contract’s doing, which was found to have signed', () => {
    expect(blamesPayer('invalid_exact_evm_transaction_simulation_failed', true)).toBe(true);
    expect(blamesPayer('facilitator_unavailable', true)).toBe(false);
  });
});
