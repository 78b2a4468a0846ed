import { Module } from '@nestjs/common';
import { Clock, SystemClock } from '../../../common/clock/index.js';
import { ConfigModule } from '../../../common/config/index.js';
import { ConnectionPool } from './connection-pool.service.js';
import { llmConfig } from './llm.config.js';
import type { LlmOptions } from './llm-options.js';
import type { LlmProvider } from './llm-provider.js';
import { LlmService } from './llm.service.js';
import { createProviders } from './providers/index.js';
import { LlmRegistry } from './registry.js';
import type { RetryPolicy } from './retry.js';
import { LLM_PROVIDERS, LLM_RETRY_POLICY } from './tokens.js';

const retryPolicy: RetryPolicy = { attempts: 3, baseMs: 500, maxMs: 8_000, totalMs: 60_000 };

/** The models: `LlmService` to call them, `LlmRegistry` to know them and to check keys. */
@Module({
  imports: [ConfigModule.forFeature(llmConfig)],
  providers: [
    { provide: LLM_RETRY_POLICY, useValue: retryPolicy },
    { provide: Clock, useClass: SystemClock },
    ConnectionPool,
    {
      provide: LLM_PROVIDERS,
      useFactory: (options: LlmOptions, pool: ConnectionPool, clock: Clock) =>
        createProviders({ options, pool, clock }),
      inject: [llmConfig.KEY, ConnectionPool, Clock],
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
