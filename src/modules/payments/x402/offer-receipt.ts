import type { PaymentRequired, PaymentRequirements } from '@x402/core/types';

/** Name of the x402 extension by which a server signs what it offers, and what was paid. */
export const OFFER_RECEIPT = 'offer-receipt';

/**
 * The most bytes of JSON that buyers send back of a challenge, in the header of their payment: beside it
 * stand the signature of a contract wallet and what else a request has, and Node reads 16 kB of headers.
 */
export const MAX_ECHOED_BYTES = 5_500;

/** The most that a challenge may grow to by offers: it is a header too, of an answer that others read. */
export const MAX_CHALLENGE_BYTES = 9_000;

/** A compact JWS (RFC 7515) as the extension states it. */
interface SignedText {
  readonly format: 'jws';
  readonly signature: string;
}

/** Makes the compact JWS of an offer: what stands in `accepts`, for the thing sold at an address. */
export type SignOffer = (resourceUrl: string, requirements: PaymentRequirements) => string;

/** What the JWS of an offer says. @param validUntil seconds since 1970 */
export function offerFacts(
  resourceUrl: string,
  { scheme, network, asset, payTo, amount }: PaymentRequirements,
  validUntil: number,
) {
  return { version: 1, resourceUrl, scheme, network, asset, payTo, amount, validUntil };
}

/**
 * The challenge with an offer for each of its ways to pay, in their order, as long as there is room:
 * the last ones have none where a challenge would become too large for headers.
 */
export function withOffers(required: PaymentRequired, sign: SignOffer): PaymentRequired {
  const { accepts, resource, extensions } = required;
  const offers: (SignedText & { readonly acceptIndex: number })[] = [];
  const empty = { [OFFER_RECEIPT]: declareOffers(offers) };
  let room =
    Math.min(
      MAX_ECHOED_BYTES - size({ resource, extensions }),
      MAX_CHALLENGE_BYTES - size(required),
    ) - size(empty);
  for (const [acceptIndex, requirements] of accepts.entries()) {
    const signature = sign(resource?.url ?? '', requirements);
    const offer = { format: 'jws', acceptIndex, signature } as const;
    room -= size(offer) + 1;
    if (room < 0) break;
    offers.push(offer);
  }
  if (offers.length === 0) return required;
  return { ...required, extensions: { ...extensions, [OFFER_RECEIPT]: declareOffers(offers) } };
}

/** What stands in the proof of settlement. @param signature compact JWS */
export function declareReceipt(signature: string): Readonly<Record<string, unknown>> {
  const receipt: SignedText = { format: 'jws', signature };
  return { [OFFER_RECEIPT]: { info: { receipt }, schema: RECEIPT_SCHEMA } };
}

function declareOffers(offers: readonly SignedText[]) {
  return { info: { offers }, schema: OFFERS_SCHEMA };
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

const SIGNED = {
  type: 'object',
  properties: { format: { const: 'jws' }, signature: { type: 'string' } },
  required: ['format', 'signature'],
};
const OFFERS_SCHEMA = schemaOf('offers', { type: 'array', items: SIGNED });
const RECEIPT_SCHEMA = schemaOf('receipt', SIGNED);

/** In few words: it stands in every challenge. */
function schemaOf(name: string, schema: object) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { [name]: schema },
    required: [name],
  };
}
