/**
 * Refusals of a settlement that tell of what the payer did after the payment was verified: spent the
 * money, spent or cancelled the authorization, or took back their signature. As x402 names them
 * (specification v2, section 9, and the codes of @x402/evm), and this server what it saw on the chain.
 */
const PAYERS_DOING =
  /insufficient_(?:funds|balance)|allowance_required|nonce_already_used|authorization_(?:cancelled|spent_elsewhere|used)|signature|payer_reverted/;

/** A contract was found to have signed, and takes it back before the token alone; of keys it says nothing. */
const CONTRACTS_DOING = /simulation_failed/;

/**
 * Whether a reason code says that the payer is why a payment could not be settled.
 * @param isContract whether a contract was asked whether it signed
 */
export function blamesPayer(reason: string, isContract = false): boolean {
  return PAYERS_DOING.test(reason) || (isContract && CONTRACTS_DOING.test(reason));
}
