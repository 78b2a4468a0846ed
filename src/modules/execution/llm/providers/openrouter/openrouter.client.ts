import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { Secret } from '../../../../../common/crypto/index.js';
import { LlmKit } from '../../llm-kit.service.js';
import type { KeyVerdict, LlmEvent, LlmProvider, LlmRequest } from '../../llm-provider.js';
import type { KeyCheck } from '../../openai-compatible/openai-compatible-api.js';
import { OpenAiCompatibleModels } from '../../openai-compatible/openai-compatible.client.js';
import { ProvidesModels } from '../../provides-models.decorator.js';
import { openRouterBody } from './openrouter-body.js';
import { openRouterCost } from './openrouter-cost.js';
import { openRouterKind } from './openrouter-errors.js';
import { openRouterConfig } from './openrouter.config.js';

const keyDocument = z.object({ data: z.object({ is_management_key: z.boolean().nullish() }) });

/** `/key` is asked, as `/models` answers without one. */
const keyCheck: KeyCheck = {
  path: '/key',
  judge: (answer) => {
    const document = keyDocument.safeParse(answer).data;
    if (document === undefined) return undefined;
    return document.data.is_management_key === true
      ? { status: 'invalid', reason: 'This is a management key; models need an ordinary API key' }
      : { status: 'valid' };
  },
};

/** Every model OpenRouter routes to. Costs are what it reports for the call. */
@ProvidesModels()
@Injectable()
export class OpenRouterProvider implements LlmProvider {
  readonly id = 'openrouter';
  private readonly models: OpenAiCompatibleModels;

  constructor(
    kit: LlmKit,
    @Inject(openRouterConfig.KEY)
    { baseUrl, appUrl, appTitle }: ConfigType<typeof openRouterConfig>,
  ) {
    this.models = new OpenAiCompatibleModels(kit, {
      baseUrl,
      headers: { 'http-referer': appUrl, 'x-openrouter-title': appTitle },
      body: openRouterBody,
      keyCheck,
      kindOf: openRouterKind,
      costOf: openRouterCost,
    });
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return this.models.generate(request, key, signal);
  }

  verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    return this.models.verifyKey(key, signal);
  }
}
