/** What is counted of one model, in the order of {@link COMPONENTS}. */
export const TOKEN_TYPES = [
  'uncached_input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation.ephemeral_5m_input_tokens',
  'cache_creation.ephemeral_1h_input_tokens',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** What a bill is made of. */
export const COMPONENTS = [
  ...TOKEN_TYPES.map((token_type) => ({ cost_type: 'tokens', token_type }) as const),
  { cost_type: 'web_search', token_type: null },
  { cost_type: 'code_execution', token_type: null },
] as const;

/**
 * List prices in millionths of a dollar for a million tokens, in the order of the token types:
 * https://platform.claude.com/docs/en/about-claude/pricing
 */
const PRICES: Readonly<Record<string, readonly number[]>> = {
  'claude-opus-5-5': [4_000_000, 20_000_000, 200_000, 5_000_000, 8_000_000],
  'claude-sonnet-5-5': [2_000_000, 10_000_000, 200_000, 2_500_000, 4_000_000],
  'claude-haiku-5-5': [100_000, 500_000, 10_000, 125_000, 200_000],
  'claude-opus-5': [5_000_000, 25_000_000, 500_000, 6_250_000, 10_000_000],
};
/** Of models that are made up to have many. */
const OTHER = [3_000_000, 15_000_000, 300_000, 3_750_000, 6_000_000];

/** Money here is counted in parts of which a cent has 10^13: every price and discount is whole. */
const PARTS_OF_CENT = 10n ** 13n;
const WEB_SEARCH = PARTS_OF_CENT;
/** A nickel for an hour. */
const CODE_EXECUTION_SECOND = 13_888_888_000n;

/** What was used, in the order of the components: tokens, searches, seconds of code. */
export type Quantities = readonly number[];

/** The list price of each component, in parts. */
export function listCosts(model: string | null, used: Quantities, isBatch: boolean): bigint[] {
  const prices = PRICES[model ?? ''] ?? OTHER;
  return used.map((quantity, at) => {
    const price = prices[at];
    if (price === undefined) {
      const each = at === TOKEN_TYPES.length ? WEB_SEARCH : CODE_EXECUTION_SECOND;
      return BigInt(quantity) * each;
    }
    return BigInt(quantity) * BigInt(price) * (isBatch ? 500n : 1_000n);
  });
}

/** What this organization pays: it has agreed on five in a hundred less. */
export function discounted(parts: bigint): bigint {
  return (parts * 19n) / 20n;
}

/** Cents as a decimal number, without end: `123.4567`. */
export function cents(parts: bigint): string {
  const whole = parts / PARTS_OF_CENT;
  const fraction = (parts % PARTS_OF_CENT).toString().padStart(13, '0').replace(/0+$/, '');
  return fraction === '' ? `${whole}` : `${whole}.${fraction}`;
}

/** Cents, rounded to whole ones. */
export function wholeCents(parts: bigint): number {
  return Number((parts + PARTS_OF_CENT / 2n) / PARTS_OF_CENT);
}
