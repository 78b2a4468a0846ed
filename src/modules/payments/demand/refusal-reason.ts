import type { Problem } from '../../../common/errors/index.js';
import { paymentRequired, resultExpired } from '../payment-problems.js';

/** Stands for every reason that is not in the list: strangers make no rows of their own. */
export const OTHER_REASON = 'other';

/**
 * Why payments are refused, as figures tell it: the reasons that this server gives itself, those that x402
 * names for them (specification v2, section 9), and the codes of problems that end a try before any work.
 */
export const REFUSAL_REASONS: readonly string[] = [
  'amount_mismatch',
  'allowance_required',
  'asset_not_offered',
  'authorization_cancelled',
  'authorization_expired',
  'authorization_not_yet_valid',
  'authorization_spent_elsewhere',
  'authorization_too_short',
  'authorization_used',
  'called_too_often',
  'chain_unavailable',
  'cost_unknown',
  'daily_spend_reached',
  'eip6492_factory_not_allowed',
  'eip6492_price_too_low',
  'facilitator_unavailable',
  'input_too_large',
  'input_too_long',
  'insufficient_funds',
  'internal_error',
  'invalid_input',
  'invalid_payload',
  'invalid_signature',
  'invalid_x402_version',
  'malformed_payment_header',
  'malformed_payment_identifier',
  'method_not_allowed',
  'network_not_offered',
  'offer_mismatch',
  'open_payments_exceed_allowance',
  'open_payments_exceed_balance',
  'payer_reverted_settlement',
  'pay_to_mismatch',
  'payer_busy',
  'payer_pays_first',
  'payment_already_used',
  'payments_unavailable',
  'proof_required',
  'resource_busy',
  'server_ending',
  'too_many_requests',
  'two_payment_headers',
  OTHER_REASON,
];

const KNOWN = new Set(REFUSAL_REASONS);

/** What facilitators call the same, by what their codes hold; they put the scheme in front. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/insufficient_(?:funds|balance)/, 'insufficient_funds'],
  [/allowance_required/, 'allowance_required'],
  [/nonce_already_used|authorization_is_used/, 'authorization_used'],
  [/signature/, 'invalid_signature'],
  [/valid_before|expired/, 'authorization_expired'],
  [/valid_after/, 'authorization_not_yet_valid'],
];

/** The reason as it is counted: one of {@link REFUSAL_REASONS}. */
export function countedReason(reason: string): string {
  if (KNOWN.has(reason)) return reason;
  return ALIKE.find(([pattern]) => pattern.test(reason))?.[1] ?? OTHER_REASON;
}

/** What a refused payment is counted under: the reason that its sender is told, or the problem's code. */
export function reasonOf({ type, details }: Problem): string {
  const reason = details.extensions?.['reason'];
  return countedReason(typeof reason === 'string' ? reason : type.code);
}

/** Whether who sent a payment again is told that its result is gone: that is no other try. */
export function isOfRepetition({ type }: Problem): boolean {
  return type === resultExpired;
}

/**
 * Whether a call that ended with `problem` ended because its payment was no good, and not because the work
 * failed or nobody knows.
 * @param wasAccepted its payment had been found good, and the work had begun
 */
export function isRefusal({ type, details }: Problem, wasAccepted: boolean): boolean {
  if (details.payment !== 'not_charged') return false;
  return !wasAccepted || type.code === paymentRequired.code;
}
