import { PaymentRequirementsV1Schema, PaymentRequirementsV2Schema } from '@x402/core/schemas';
import { formatUsdc, USDC_UNIT } from '../../../common/money/index.js';
import { MIN_PRICE } from '../records/price.js';
import type { Challenge } from './endpoint-challenge.js';
import { type Finding, finding, type FindingCode, type Method } from './finding.js';
import { findNetwork, isDollarToken, isPayee } from './endpoint-networks.js';

/** One way to pay. */
export interface Offer {
  readonly x402Version: 1 | 2;
  readonly scheme: string;
  /** CAIP-2 id where the network is known, else what was said. */
  readonly network: string;
  readonly asset: string;
  readonly payTo: string;
  /** Atomic units of the asset. */
  readonly amount: string;
  /** Decimal USDC; null when the asset is something else. */
  readonly price: string | null;
  readonly maxTimeoutSeconds: number;
  /** It can be paid with what buyers of the catalogue have. */
  readonly isUsable: boolean;
}

/** What the entries of a challenge offer, and what is wrong with them. */
export interface Offers {
  readonly offers: readonly Offer[];
  readonly findings: readonly Finding[];
}

/** What v1 and v2 have in common, in v2's words. */
interface Terms extends Omit<Offer, 'price' | 'isUsable'> {}

/** Stock buyers pay at most this for one call unless they are told otherwise. */
const BUYERS_LIMIT = USDC_UNIT;
const MAX_TEXT_LENGTH = 200;
const MAX_SECONDS = 31_536_000;

/** Reads every entry; one that cannot be read does not hide the others. */
export function readOffers({ accepts, x402Version }: Challenge, method: Method): Offers {
  const offers: Offer[] = [];
  const findings: Finding[] = [];
  for (const entry of accepts) {
    const terms = x402Version === 1 ? readV1(entry) : readV2(entry);
    if ('missing' in terms) {
      const isAmount = terms.missing.some((field) => /^(a|maxA)mount/.test(field));
      const code = isAmount ? 'amount_malformed' : 'offer_malformed';
      findings.push(finding(code, method, terms.missing.join(', ')));
      continue;
    }
    const { offer, codes } = judge(terms);
    offers.push(offer);
    findings.push(...codes.map(([code, detail]) => finding(code, method, detail)));
  }
  return { offers, findings };
}

type Read = Terms | { readonly missing: readonly string[] };

function readV1(entry: unknown): Read {
  const { success, data, error } = PaymentRequirementsV1Schema.safeParse(entry);
  if (!success) return { missing: fieldsOf(error.issues) };
  const { maxAmountRequired: amount, ...terms } = data;
  return bounded({ ...pick(terms), amount, x402Version: 1 });
}

function readV2(entry: unknown): Read {
  const { success, data, error } = PaymentRequirementsV2Schema.safeParse(entry);
  if (!success) return { missing: fieldsOf(error.issues) };
  return bounded({ ...pick(data), amount: data.amount, x402Version: 2 });
}

function pick({
  scheme,
  network,
  asset,
  payTo,
  maxTimeoutSeconds,
}: Omit<Terms, 'x402Version' | 'amount'>) {
  return { scheme, network, asset, payTo, maxTimeoutSeconds };
}

function bounded(terms: Terms): Read {
  if (!/^[1-9]\d{0,29}$/.test(terms.amount)) return { missing: ['amount'] };
  const { scheme, network, asset, payTo, maxTimeoutSeconds: seconds } = terms;
  if (!Number.isInteger(seconds) || seconds > MAX_SECONDS)
    return { missing: ['maxTimeoutSeconds'] };
  const long = Object.entries({ scheme, network, asset, payTo }).filter(
    ([, text]) => text.length > MAX_TEXT_LENGTH,
  );
  return long.length === 0 ? terms : { missing: long.map(([field]) => field) };
}

function fieldsOf(issues: readonly { readonly path: readonly PropertyKey[] }[]): string[] {
  return [...new Set(issues.map(({ path }) => String(path[0] ?? 'entry')))];
}

type Code = readonly [FindingCode, string?];

function judge(terms: Terms): { readonly offer: Offer; readonly codes: readonly Code[] } {
  const network = findNetwork(terms.network, terms.x402Version);
  const isPaidInUsdc = network !== undefined && isDollarToken(network, terms.asset);
  const amount = BigInt(terms.amount);
  const blocking: Code[] = [];
  if (terms.scheme !== 'exact') blocking.push(['scheme_unsupported', terms.scheme]);
  if (network === undefined) blocking.push(['network_unknown', terms.network]);
  else {
    if (!isPaidInUsdc) blocking.push(['asset_not_usdc', terms.asset]);
    if (!isPayee(network, terms.payTo)) blocking.push(['pay_to_malformed', terms.payTo]);
  }
  if (isPaidInUsdc && amount < MIN_PRICE)
    blocking.push(['price_below_minimum', formatUsdc(amount)]);
  const isDear = isPaidInUsdc && amount > BUYERS_LIMIT;
  const offer = {
    ...terms,
    network: network?.id ?? terms.network,
    price: isPaidInUsdc ? formatUsdc(amount) : null,
    isUsable: blocking.length === 0,
  };
  const dear: Code[] = isDear ? [['price_above_buyers_limit', formatUsdc(amount)]] : [];
  return { offer, codes: [...blocking, ...dear] };
}
