import { Module } from '@nestjs/common';
import { Clock, SystemClock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { ConnectionPool } from './connection-pool.service.js';
import type { LlmOptions } from './llm-options.js';
import type { LlmProvider } from './llm-provider.js';
import { LlmService } from './llm.service.js';
import { createProviders } from './providers/index.js';
import { LlmRegistry } from './registry.js';
import type { RetryPolicy } from './retry.js';
import { LLM_OPTIONS, LLM_PROVIDERS, LLM_RETRY_POLICY } from './tokens.js';

function readOptions(config: Config): LlmOptions {
  const timeoutMs = config.LLM_TIMEOUT_MS;
  return {
    claude: { baseUrl: config.ANTHROPIC_BASE_URL, timeoutMs },
    openrouter: {
      baseUrl: config.OPENROUTER_BASE_URL,
      timeoutMs,
      appUrl: config.PUBLIC_URL,
      appTitle: 'Coinslot',
    },
  };
}

const retryPolicy: RetryPolicy = { attempts: 3, baseMs: 500, maxMs: 8_000, totalMs: 60_000 };

/** The models: `LlmService` to call them, `LlmRegistry` to know them and to check keys. */
@Module({
  providers: [
    { provide: LLM_OPTIONS, useFactory: readOptions, inject: [CONFIG] },
    { provide: LLM_RETRY_POLICY, useValue: retryPolicy },
    { provide: Clock, useClass: SystemClock },
    ConnectionPool,
    {
      provide: LLM_PROVIDERS,
      useFactory: (options: LlmOptions, pool: ConnectionPool, clock: Clock) =>
        createProviders({ options, pool, clock }),
      inject: [LLM_OPTIONS, ConnectionPool, Clock],
    },
    {
      provide: LlmRegistry,
      useFactory: (providers: readonly LlmProvider[]) => new LlmRegistry(providers),
      inject: [LLM_PROVIDERS],
    },
    LlmService,
  ],
  exports: [LlmRegistry, LlmService],
})
export class LlmModule {}
