import { Inject, Injectable, Module } from '@nestjs/common';
import { type ConfigType, registerAs } from '@nestjs/config';
import { ConfigModule, fromOwnSettings, httpUrl, setting } from '../../src/common/config/index.js';
import type { Secret } from '../../src/common/crypto/index.js';
import {
  LlmKit,
  LlmKitModule,
  type LlmProvider,
  type LlmRequest,
  OpenAiCompatibleModels,
  ProvidesModels,
} from '../../src/modules/execution/index.js';

const acmeConfig = registerAs(
  'acme',
  fromOwnSettings({
    ACME_BASE_URL: setting(
      { description: 'Where Acme is reached', example: 'https://api.acme.example/v1' },
      httpUrl.default('https://api.acme.example/v1'),
    ),
  }),
);

/** All that another team writes to have models of an API that speaks as OpenAI's does. */
@ProvidesModels()
@Injectable()
export class AcmeProvider implements LlmProvider {
  readonly id = 'acme-ai';
  private readonly models: OpenAiCompatibleModels;

  constructor(
    kit: LlmKit,
    @Inject(acmeConfig.KEY) { ACME_BASE_URL: baseUrl }: ConfigType<typeof acmeConfig>,
  ) {
    const prices = [{ model: 'poet', effectiveFrom: '2026-01-01', input: '1', output: '2' }];
    this.models = new OpenAiCompatibleModels(kit, { baseUrl, prices });
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal) {
    return this.models.generate(request, key, signal);
  }

  verifyKey(key: Secret, signal?: AbortSignal) {
    return this.models.verifyKey(key, signal);
  }
}

@Module({
  imports: [ConfigModule.forFeature(acmeConfig), LlmKitModule],
  providers: [AcmeProvider],
})
export class AcmeModule {}
