import Anthropic, { APIConnectionTimeoutError } from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { Clock } from '../../../../../common/clock/index.js';
import type { Secret } from '../../../../../common/crypto/index.js';
import type { ConnectionPool } from '../../connection-pool.service.js';
import type { UpstreamOptions } from '../../llm-options.js';
import type { PricedModel } from '../../known-model.js';
import type { KeyVerdict, LlmEvent, LlmProvider, LlmRequest } from '../../llm-provider.js';
import { costNanoUsd, pricesInForce } from '../../prices.js';
import {
  bearer,
  judgeKey,
  streamAnswer,
  UNANSWERED,
  type UpstreamCall,
} from '../../upstream-call.js';
import { readFailure } from '../../upstream-failure.js';
import { claudeError, lacksPermission } from './claude-errors.js';
import { ClaudeEvents } from './claude-events.js';
import { claudeModels } from './claude-models.js';
import { claudePrices } from './claude-prices.js';

const modelsPage = z.object({ data: z.array(z.unknown()) });

/** Claude over Anthropic's Messages API. Costs are list prices, as the API tells none. */
export class ClaudeProvider implements LlmProvider {
  readonly id = 'claude';
  readonly #call: UpstreamCall;

  constructor(
    private readonly options: UpstreamOptions,
    private readonly pool: ConnectionPool,
    private readonly clock: Clock,
  ) {
    this.#call = {
      timeoutMs: options.timeoutMs,
      explain: (thrown) => {
        const failure = readFailure(thrown, clock.now().getTime());
        const timedOut = failure.timedOut || thrown instanceof APIConnectionTimeoutError;
        return claudeError({ ...failure, timedOut });
      },
    };
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return streamAnswer(this.#call, signal, (upstream) => this.#generate(request, key, upstream));
  }

  knownModels(): PricedModel[] {
    const now = this.clock.now();
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
        if (!lacksPermission(readFailure(thrown, this.clock.now().getTime()))) throw thrown;
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
      costNanoUsd(claudePrices, model, usage, this.clock.now()),
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
      timeout: this.options.timeoutMs,
      fetch: this.pool.fetchWith({ authorization: bearer(key) }, ['anthropic-version']),
    });
  }
}
