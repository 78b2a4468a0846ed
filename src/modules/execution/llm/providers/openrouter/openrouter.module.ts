import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../../../common/config/index.js';
import { LlmKitModule } from '../../llm-kit.module.js';
import { OpenRouterProvider } from './openrouter.client.js';
import { openRouterConfig } from './openrouter.config.js';

/** OpenRouter. */
@Module({
  imports: [ConfigModule.forFeature(openRouterConfig), LlmKitModule],
  providers: [OpenRouterProvider],
})
export class OpenRouterModule {}
