import type { FieldError } from '../../../common/errors/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import type { Listing } from '../records/listing.js';
import { MAX_PRICE, MIN_PRICE } from '../records/price.js';
import type { ExternalConfig } from '../types/external/external-config.js';
import type { Finding, Method } from '../verification/finding.js';
import type { Offer } from '../verification/endpoint-offer.js';
import type { Report } from '../verification/report.js';
import { keepable } from './keepable.js';

/** What an endpoint asks for and tells of itself. */
export interface EndpointTerms {
  /** Atomic USDC: the lowest price on a network known here. */
  readonly price: bigint;
  /** CAIP-2 ids of the known networks on which that price is asked. */
  readonly networks: readonly string[];
  readonly method: Method;
  readonly x402Versions: readonly (1 | 2)[];
  readonly mimeType: string | null;
  readonly inputSchema: object | null;
  readonly outputSchema: object | null;
  /** Null when it is not told. */
  readonly supportsRefunds: boolean | null;
}

/** Why an endpoint cannot be listed: for its creator by field, and in one code. */
export interface Refusal {
  readonly code: string;
  readonly errors: readonly [FieldError, ...FieldError[]];
}

/** What can be listed of an endpoint, or why nothing can. @param known networks of this server */
export function readTerms(
  report: Report,
  { method: wanted }: ExternalConfig,
  known: readonly string[],
): EndpointTerms | Refusal {
  const [error, ...others] = report.findings.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return refuse(error, ...others, ...hintsTo(error, report.findings));
  const { method, x402Versions, mimeType } = report;
  if (method === undefined || (wanted !== null && wanted !== method)) {
    const message = `is not what the endpoint is for sale by: say ${method ?? 'another'}, or leave it out`;
    return { code: 'method_not_sold', errors: [{ field: 'config.method', message }] };
  }
  const best = bestOffer(report.offers, known);
  if (best === undefined) return noOffer(report.offers, known);
  return {
    ...best,
    method,
    x402Versions,
    mimeType: mimeType !== undefined && MEDIA_TYPE.test(mimeType) ? mimeType : null,
    inputSchema: keepable(report.inputSchema),
    outputSchema: keepable(report.outputSchema),
    supportsRefunds: report.supportsRefunds ?? null,
  };
}

/** Where the creator's own words contradict the endpoint's. */
export function contradictions(
  { price, networks }: Pick<Listing, 'price' | 'networks'>,
  terms: EndpointTerms,
): FieldError[] {
  const errors: FieldError[] = [];
  if (price !== null && price !== terms.price) {
    const message = `the endpoint asks for ${formatUsdc(terms.price)} USDC: say the same, or leave it out`;
    errors.push({ field: 'price', message });
  }
  const isSame =
    networks.length === terms.networks.length &&
    networks.every((network) => terms.networks.includes(network));
  if (networks.length > 0 && !isSame) {
    const message = `the endpoint is paid on ${terms.networks.join(', ')}: say the same, or leave them out`;
    errors.push({ field: 'networks', message });
  }
  return errors;
}

/** The listing with what the endpoint says in place of what its creator does. */
export function withTerms(declared: Listing, terms: EndpointTerms): Listing {
  const { price, networks, supportsRefunds } = terms;
  const refunds = supportsRefunds ?? declared.supportsRefunds;
  return { ...declared, price, networks, supportsRefunds: refunds };
}

const MEDIA_TYPE = /^[\w.+-]+\/[\x20-\x7e]{1,150}$/;

/** What makes entries of a challenge unusable explains why none is left. */
const HINTS: ReadonlySet<string> = new Set([
  'offer_malformed',
  'amount_malformed',
  'scheme_unsupported',
  'network_unknown',
  'asset_not_usdc',
  'pay_to_malformed',
  'price_below_minimum',
]);

function hintsTo({ code }: Finding, findings: readonly Finding[]): Finding[] {
  return code === 'no_usable_offer' ? findings.filter((each) => HINTS.has(each.code)) : [];
}

/** GET and POST often fail alike: each is told once. */
function refuse(first: Finding, ...others: readonly Finding[]): Refusal {
  const told = new Set(others.map(explain));
  told.delete(explain(first));
  const [error, ...errors] = [explain(first), ...told].map((message) => ({
    field: 'config.url',
    message,
  }));
  if (error === undefined) throw new Error('a refusal without a finding');
  return { code: first.code, errors: [error, ...errors] };
}

function explain({ message, fix }: Finding): string {
  return `${message}. ${fix}`;
}

function bestOffer(offers: readonly Offer[], known: readonly string[]) {
  const payable = offers
    .filter(({ isUsable, network }) => isUsable && known.includes(network))
    .map(({ network, amount }) => ({ network, price: BigInt(amount) }))
    .filter(({ price }) => price >= MIN_PRICE && price <= MAX_PRICE);
  const [first, ...others] = payable.map(({ price }) => price);
  if (first === undefined) return undefined;
  const price = others.reduce((least, each) => (each < least ? each : least), first);
  const cheapest = payable.filter((each) => each.price === price);
  const isAsked = (on: string) => cheapest.some(({ network }) => network === on);
  return { price, networks: known.filter(isAsked) };
}

function noOffer(offers: readonly Offer[], known: readonly string[]): Refusal {
  const asked = [
    ...new Set(offers.filter(({ isUsable }) => isUsable).map(({ network }) => network)),
  ];
  const isDear = asked.some((network) => known.includes(network));
  const message = isDear
    ? `The endpoint asks for more than ${formatUsdc(MAX_PRICE)} USDC. Ask for less.`
    : `The endpoint is paid on ${asked.join(', ')}. Offer one of ${known.join(', ')} as well.`;
  const code = isDear ? 'price_above_maximum' : 'network_not_taken';
  return { code, errors: [{ field: 'config.url', message }] };
}
