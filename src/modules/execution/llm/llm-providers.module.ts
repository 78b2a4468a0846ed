import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { LlmProviders } from './llm-providers.service.js';
import { LLM_PROVIDERS } from './tokens.js';

/**
 * The list of providers, for everybody. Nest starts global modules first, in the order in which the
 * application lists them: after this one, whoever reads the list while they start finds it filled.
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    LlmProviders,
    {
      provide: LLM_PROVIDERS,
      useFactory: ({ list }: LlmProviders) => list,
      inject: [LlmProviders],
    },
  ],
  exports: [LLM_PROVIDERS, LlmProviders],
})
export class LlmProvidersModule {}
