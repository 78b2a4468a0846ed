import type { Clock } from '../../../../common/clock/index.js';
import type { ConnectionPool } from '../connection-pool.service.js';
import type { LlmOptions } from '../llm-options.js';
import type { LlmProvider } from '../llm-provider.js';
import { ClaudeProvider } from './claude/claude.client.js';
import { OpenRouterProvider } from './openrouter/openrouter.client.js';

/** What a provider is built from. */
export interface ProviderParts {
  readonly options: LlmOptions;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
}

/** Every provider of this server: a new one is one line here. */
export function createProviders({ options, pool, clock }: ProviderParts): readonly LlmProvider[] {
  return [
    new ClaudeProvider(options.claude, pool, clock),
    new OpenRouterProvider(options.openrouter, pool, clock),
  ];
}
