import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import {
  type KeyVerdict,
  LlmKit,
  type LlmEvent,
  type LlmProvider,
  type LlmRequest,
  OpenAiCompatibleModels,
  ProvidesModels,
  type Secret,
} from 'coinslot';
import { acmeConfig } from './acme.config.js';

/** The models of Acme, whose API speaks as OpenAI's does: `acme:…`. */
@ProvidesModels()
@Injectable()
export class AcmeProvider implements LlmProvider {
  readonly id = 'acme';
  readonly #models: OpenAiCompatibleModels;

  constructor(kit: LlmKit, @Inject(acmeConfig.KEY) config: ConfigType<typeof acmeConfig>) {
    this.#models = new OpenAiCompatibleModels(kit, { baseUrl: config.ACME_BASE_URL });
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return this.#models.generate(request, key, signal);
  }

  verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    return this.#models.verifyKey(key, signal);
  }
}
