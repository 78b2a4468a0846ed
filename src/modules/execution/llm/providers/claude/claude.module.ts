import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../../../common/config/index.js';
import { LlmKitModule } from '../../llm-kit.module.js';
import { ClaudeProvider } from './claude.client.js';
import { claudeConfig } from './claude.config.js';

/** Claude. */
@Module({
  imports: [ConfigModule.forFeature(claudeConfig), LlmKitModule],
  providers: [ClaudeProvider],
})
export class ClaudeModule {}
