import { z } from 'zod';
import type { SettlementReply, Verification } from './facilitator.js';

/** Reason codes are shown to buyers; a facilitator does not get to put anything else there. */
const reasonCode = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,99}$/)
  .catch('unspecified');

/** Facilitators write a member that says nothing as null, as an empty text, or not at all. */
const orNothing = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .nullish()
    .transform((text) => text ?? '');

const verifyReply = z.object({
  isValid: z.boolean(),
  invalidReason: reasonCode,
  payer: z.string().max(200).nullish(),
});

const settleReply = z.object({
  success: z.boolean(),
  errorReason: reasonCode,
  payer: z.string().max(200).nullish(),
  // Settled replies need both; some facilitators leave them out when they refuse.
  transaction: orNothing(200),
  network: orNothing(100),
  amount: z.string().max(100).nullish(),
  sent: z.boolean().optional(),
});

/** What the reply has to be about. */
interface Expected {
  readonly payer: string;
  readonly network: string;
  /** Atomic units. */
  readonly amount: bigint;
}

/**
 * Reasons by which a facilitator may mean that the authorization is spent: by an earlier request of
 * ours whose answer was lost, for instance. `@x402/evm` says `invalid_exact_evm_nonce_already_used`;
 * others have other words.
 */
const SPENT = /nonce|used|already|duplicate|replay|settled/;

/** Whether a refusal can mean that the money has moved. */
export function mayMeanSpent(reason: string): boolean {
  return SPENT.test(reason);
}

/** Reads a `/verify` reply; one that is malformed or about another payer proves nothing. */
export function readVerifyReply(reply: unknown, expected: Expected): Verification {
  const parsed = verifyReply.safeParse(reply);
  if (!parsed.success) return { kind: 'unavailable', reason: 'malformed_reply' };
  const { isValid, invalidReason, payer } = parsed.data;
  if (!isValid) return { kind: 'invalid', reason: invalidReason };
  if (!samePayer(payer, expected))
    return { kind: 'unavailable', reason: 'reply_about_another_payer' };
  return { kind: 'valid' };
}

/**
 * Reads a `/settle` reply. Anything but a clear success for this payer and network, or a clear
 * failure, is unknown: the money may have moved all the same.
 * @param tellsWhatItSent whether this facilitator knows, and may say, that it sent nothing
 */
export function readSettleReply(
  reply: unknown,
  expected: Expected,
  tellsWhatItSent: boolean,
): SettlementReply {
  const parsed = settleReply.safeParse(reply);
  if (!parsed.success) return { kind: 'unknown', reason: 'malformed_reply' };
  const { success, errorReason, payer, transaction, network, amount, sent } = parsed.data;
  if (!success) {
    // A hash without success: sent, and then not confirmed in time or reverted.
    if (transaction !== '') return { kind: 'unknown', reason: errorReason, transaction };
    return { kind: 'refused', reason: errorReason, nothingSent: tellsWhatItSent && sent === false };
  }
  const isOurs =
    network === expected.network &&
    samePayer(payer, expected) &&
    (amount == null || amount === expected.amount.toString());
  if (transaction === '' || !isOurs) {
    return { kind: 'unknown', reason: 'reply_about_another_payment' };
  }
  return { kind: 'settled', transaction };
}

function samePayer(payer: string | null | undefined, expected: Expected): boolean {
  return payer == null || payer.toLowerCase() === expected.payer.toLowerCase();
}
