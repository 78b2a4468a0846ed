/** List prices in USD per million tokens, as decimal strings. An absent one is not known. */
export interface TokenPrices {
  readonly input: string;
  readonly output: string;
  readonly cacheRead?: string;
  readonly cacheWrite?: string;
}
