/** What an agent must know to buy here, in at most 4,000 characters. */
export function guidance(publicUrl: string): string {
  return `Each operation is one resource of a creator, sold per call over x402. You need a wallet with USDC and no account.

1. Call the operation with its input and without a payment. The answer is 402: the header PAYMENT-REQUIRED (base64 JSON) and the member \`paymentRequired\` of the body state price, networks and payee. Nothing is charged for it.
2. Sign one of \`accepts\` (scheme \`exact\`: a gasless transfer of USDC) and send the same request again with the header PAYMENT-SIGNATURE. Libraries such as @x402/fetch do both steps.
3. 200 is the result; the header PAYMENT-RESPONSE names the transaction. You are charged only for a result: every refusal says \`"payment": "not_charged"\`, \`"charged"\` or \`"unknown"\`.
4. When the connection breaks, send the same request with the same payment again: you get the same result and are not charged twice. Decide by \`retryable\` and \`Retry-After\` whether to go on. 202 names a \`statusUrl\` and a \`ticket\` for it.

Send \`Accept: text/event-stream\` to read words as a model writes them.

This document has at most 40 operations, the newest and the most called. Search everything on sale: GET ${publicUrl}/api/v1/resources?q=words. All of one creator: ${publicUrl}/@{username}/openapi.json. The API for accounts, receipts and refunds: ${publicUrl}/api/v1/openapi.json.`;
}
