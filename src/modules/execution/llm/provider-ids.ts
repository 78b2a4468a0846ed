import type { LlmProvider } from './llm-provider.js';

/**
 * What may stand before the colon of `provider:model`; the database keeps keys under it and has the
 * same rule (`connections_provider_check`).
 */
const PROVIDER_ID = /^[a-z][a-z0-9_-]{0,31}$/;

/** What is wrong with the ids of providers, each fault in words for whoever starts the server. */
export function problemsOfIds(providers: readonly LlmProvider[]): string[] {
  const ids = providers.map(({ id }) => id);
  return providers.flatMap((provider, at) => {
    const { id } = provider;
    const name = `the LLM provider ${provider.constructor.name}`;
    if (!PROVIDER_ID.test(id)) {
      return [
        `${name} has the id ${JSON.stringify(id)}: it must begin with a lower-case letter, and have at most 32 lower-case letters, digits, _ and -`,
      ];
    }
    const first = ids.indexOf(id);
    if (first === at) return [];
    const other = providers[first]?.constructor.name;
    return [`${name} has the id ${JSON.stringify(id)}, which ${other} has already`];
  });
}
