import type { PaymentRequiredV1, PaymentRequirementsV1 } from '@x402/core/schemas';
import type { PaymentMethod, PaymentNetwork } from '../networks/payment-network.js';
import { type NetworkLookup, type PaymentOption, paymentOptions } from './challenge.js';
import type { Quote } from './quote.js';
import { resourceInfo } from './resource-info.js';

/**
 * The x402 v1 challenge for the present offer; v1 clients look for it in the body and parse every
 * entry strictly, so networks without a v1 name are left out, and all but one way to pay on a network: v1
 * knows one scheme, and a v1 payment does not name its token. Undefined when none is left.
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

/** The one way in which v1 buyers pay on a network; undefined when there is none. */
export function v1Method({ v1Name, methods }: V1Network): PaymentMethod | undefined {
  return v1Name === undefined ? undefined : methods.find(({ scheme }) => scheme === 'exact');
}

type V1Network = Pick<PaymentNetwork, 'v1Name' | 'methods'>;

/** Whether v1 buyers can pay in this way. */
export function isV1Option({
  network,
  requirements: { scheme, asset },
}: Pick<PaymentOption, 'network' | 'requirements'>): boolean {
  const method = v1Method(network);
  return method?.scheme === scheme && method.asset === asset;
}

function requirementsV1(quote: Quote, option: PaymentOption): PaymentRequirementsV1 | undefined {
  const { network, requirements } = option;
  if (network.v1Name === undefined || !isV1Option(option)) return undefined;
  const { scheme, amount, payTo, asset, maxTimeoutSeconds, extra } = requirements;
  const { url, description = '', mimeType = '' } = resourceInfo(quote);
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
