/**
 * Refusals of a settlement that tell of what the payer did after the payment was verified: spent the
 * money, spent or cancelled the authorization, or took back their signature. As x402 names them
 * (specification v2, section 9, and the codes of @x402/evm), and this server what it saw on the chain.
 */
const PAYERS_DOING =
  /insufficient_(?:funds|balance)|nonce_already_used|authorization_(?:cancelled|spent_elsewhere|used)|signature|payer_reverted/;

/** Whether a reason code says that the payer is why a payment could not be settled. */
export function blamesPayer(reason: string): boolean {
  return PAYERS_DOING.test(reason);
}
