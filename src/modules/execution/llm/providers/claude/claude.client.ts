import Anthropic from '@anthropic-ai/sdk';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { Secret } from '../../../../../common/crypto/index.js';
import type { PricedModel } from '../../known-model.js';
import { LlmKit } from '../../llm-kit.service.js';
import type { KeyVerdict, LlmEvent, LlmProvider, LlmRequest } from '../../llm-provider.js';
import { costNanoUsd, pricesInForce } from '../../prices.js';
import { ProvidesModels } from '../../provides-models.decorator.js';
import {
  bearer,
  judgeKey,
  streamAnswer,
  UNANSWERED,
  type UpstreamCall,
} from '../../upstream-call.js';
import { claudeConfig } from './claude.config.js';
import { claudeError, lacksPermission } from './claude-errors.js';
import { ClaudeEvents } from './claude-events.js';
import { claudeModels } from './claude-models.js';
import { claudePrices } from './claude-prices.js';

const modelsPage = z.object({ data: z.array(z.unknown()) });

/** Claude over Anthropic's Messages API. Costs are list prices, as the API tells none. */
@ProvidesModels()
@Injectable()
export class ClaudeProvider implements LlmProvider {
  readonly id = 'claude';
  readonly #call: UpstreamCall;

  constructor(
    private readonly kit: LlmKit,
    @Inject(claudeConfig.KEY) private readonly options: ConfigType<typeof claudeConfig>,
  ) {
    this.#call = kit.frame(claudeError);
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return streamAnswer(this.#call, signal, (upstream) => this.#generate(request, key, upstream));
  }

  knownModels(): PricedModel[] {
    const now = this.kit.clock.now();
    return claudeModels.map((model) => ({
      ...model,
      prices: pricesInForce(claudePrices, model.id, now),
    }));
  }

  async verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    return judgeKey(this.#call, signal, async (upstream) => {
      try {
        const query = { limit: 1 };
        const page = await this.#client(key).get('/v1/models', { query, signal: upstream });
        return modelsPage.safeParse(page).success ? { status: 'valid' } : UNANSWERED;
      } catch (thrown) {
        if (!lacksPermission(this.kit.readFailure(thrown))) throw thrown;
        return { status: 'invalid', reason: 'The key may not use models; is it an Admin key?' };
      }
    });
  }

  async *#generate(
    request: LlmRequest,
    key: Secret,
    signal: AbortSignal,
  ): AsyncGenerator<LlmEvent, void, undefined> {
    const { model, system, messages, endUser, maxTokens, stop } = request;
    const events = new ClaudeEvents((usage) =>
      costNanoUsd(claudePrices, model, usage, this.kit.clock.now()),
    );
    // No temperature, top_p and top_k: API versions from 2026-10-21 on refuse them.
    const stream = await this.#client(key).messages.create(
      {
        model,
        max_tokens: maxTokens,
        metadata: { user_id: endUser },
        messages: messages.map(({ role, content }) => ({ role, content })),
        stream: true,
        ...(system !== '' && { system }),
        ...(stop !== undefined && { stop_sequences: [...stop] }),
      },
      { signal },
    );
    for await (const event of stream) yield* events.read(event);
  }

  /** Everything the SDK would otherwise read from the environment is given; the pool adds the key. */
  #client(key: Secret): Anthropic {
    return new Anthropic({
      baseURL: this.options.baseUrl,
      apiKey: 'added-by-the-connection-pool',
      authToken: null,
      webhookKey: null,
      openTelemetry: false,
      logLevel: 'off',
      maxRetries: 0,
      timeout: this.kit.timeoutMs,
      fetch: this.kit.pool.fetchWith({ authorization: bearer(key) }, ['anthropic-version']),
    });
  }
}
