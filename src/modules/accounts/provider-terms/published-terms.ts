/** Terms that whoever sells what a provider's models answer has to keep. */
export interface PublishedTerms {
  /** What stands before the colon in `provider:model`. */
  readonly provider: string;
  /** Who publishes them. */
  readonly name: string;
  readonly url: string;
  /** The day on which they were last read for this server, `2026-11-28`: a new day asks everybody anew. */
  readonly version: string;
}

/**
 * The terms there are, each with its page. They restrict reselling bare access to models. Providers that other
 * modules bring are not asked about.
 */
export const PUBLISHED_TERMS: readonly PublishedTerms[] = [
  {
    provider: 'claude',
    name: 'Anthropic',
    url: 'https://www.anthropic.com/legal/commercial-terms',
    version: '2026-11-28',
  },
  {
    provider: 'openrouter',
    name: 'OpenRouter',
    url: 'https://openrouter.ai/terms',
    version: '2026-11-28',
  },
];

/** The terms of those providers that run any of these `provider:model`. */
export function termsOf(
  models: readonly string[],
  published: readonly PublishedTerms[] = PUBLISHED_TERMS,
): PublishedTerms[] {
  const providers = new Set(models.map((model) => model.split(':', 1)[0]));
  return published.filter(({ provider }) => providers.has(provider));
}
