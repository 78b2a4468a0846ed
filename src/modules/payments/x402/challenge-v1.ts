import type { PaymentRequiredV1, PaymentRequirementsV1 } from '@x402/core/schemas';
import { type NetworkLookup, type PaymentOption, paymentOptions } from './challenge.js';
import type { Quote } from './quote.js';

/**
 * The x402 v1 challenge for the present offer; v1 clients look for it in the body and parse every
 * entry strictly, so networks without a v1 name are left out. Undefined when none is left.
 */
export function challengeV1(
  quote: Quote,
  findNetwork: NetworkLookup,
  error: string,
): PaymentRequiredV1 | undefined {
  const accepts = paymentOptions(quote.offers[0], findNetwork).flatMap(
    (option) => requirementsV1(quote, option) ?? [],
  );
  return accepts.length === 0 ? undefined : { x402Version: 1, error, accepts };
}

function requirementsV1(
  { url, description, mimeType }: Quote,
  { network, requirements }: PaymentOption,
): PaymentRequirementsV1 | undefined {
  if (network.v1Name === undefined) return undefined;
  const { scheme, amount, payTo, asset, maxTimeoutSeconds, extra } = requirements;
  return {
    scheme,
    network: network.v1Name,
    maxAmountRequired: amount,
    resource: url,
    description,
    mimeType,
    // No schema is told here; v1 clients take an empty one, but not null.
    outputSchema: {},
    payTo,
    maxTimeoutSeconds,
    asset,
    extra,
  };
}
