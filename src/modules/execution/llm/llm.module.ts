import { Module } from '@nestjs/common';
import { LlmProvidersModule } from './llm-providers.module.js';
import { LlmProviders } from './llm-providers.service.js';
import { LlmService } from './llm.service.js';
import { PROVIDER_MODULES } from './providers/index.js';
import { LlmRegistry } from './registry.js';
import type { RetryPolicy } from './retry.js';
import { LLM_RETRY_POLICY } from './tokens.js';

const retryPolicy: RetryPolicy = { attempts: 3, baseMs: 500, maxMs: 8_000, totalMs: 60_000 };

/** The models: `LlmService` to call them, `LlmRegistry` to know them and to check keys. */
@Module({
  imports: [LlmProvidersModule, ...PROVIDER_MODULES],
  providers: [
    { provide: LLM_RETRY_POLICY, useValue: retryPolicy },
    {
      provide: LlmRegistry,
      useFactory: (providers: LlmProviders) => new LlmRegistry(() => providers.all),
      inject: [LlmProviders],
    },
    LlmService,
  ],
  exports: [LlmRegistry, LlmService],
})
export class LlmModule {}
