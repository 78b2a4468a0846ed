import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import type { Secret } from '../../../../common/crypto/index.js';
import type { PricedModel } from '../known-model.js';
import { LlmError } from '../llm-error.js';
import type { LlmKit } from '../llm-kit.service.js';
import type { KeyVerdict, LlmEvent, LlmProvider, LlmRequest } from '../llm-provider.js';
import { costNanoUsd, pricesInForce } from '../prices.js';
import { bearer, judgeKey, streamAnswer, UNANSWERED, type UpstreamCall } from '../upstream-call.js';
import type { UpstreamFailure } from '../upstream-failure.js';
import type { KeyCheck, OpenAiCompatibleApi } from './openai-compatible-api.js';
import { chatBody } from './chat-body.js';
import { readChunk } from './chat-chunk.js';
import { endOf } from './chat-ends.js';
import { errorOf } from './chat-errors.js';
import { tokensOf } from './chat-usage.js';

/** Names of media types are the same in any case (RFC 9110 section 8.3.1). */
const EVENT_STREAM = /^text\/event-stream *(?:;|$)/i;

const modelsList = z.object({ data: z.array(z.unknown()) });
const BY_MODELS: KeyCheck = {
  path: '/models',
  judge: (document) => (modelsList.safeParse(document).success ? { status: 'valid' } : undefined),
};

/**
 * Models behind an API that speaks as OpenAI's chat completions do: all that an `LlmProvider` owes, but
 * its id. A provider has one of these, and passes calls on to it.
 */
export class OpenAiCompatibleModels implements Omit<LlmProvider, 'id'> {
  readonly #call: UpstreamCall;
  readonly #explain: (failure: UpstreamFailure) => LlmError;

  constructor(
    private readonly kit: LlmKit,
    private readonly api: OpenAiCompatibleApi,
  ) {
    this.#explain = (failure) => errorOf(failure, api);
    this.#call = kit.frame(this.#explain);
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return streamAnswer(this.#call, signal, (upstream) => this.#generate(request, key, upstream));
  }

  async verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    const { path, judge } = this.api.keyCheck ?? BY_MODELS;
    return judgeKey(this.#call, signal, async (upstream) => {
      const answer: unknown = await this.#client(key).get(path, { signal: upstream });
      return judge(answer) ?? UNANSWERED;
    });
  }

  knownModels(): PricedModel[] {
    const { models = [], prices = [] } = this.api;
    const now = this.kit.clock.now();
    return models.map((model) => ({ ...model, prices: pricesInForce(prices, model.id, now) }));
  }

  async *#generate(
    request: LlmRequest,
    key: Secret,
    signal: AbortSignal,
  ): AsyncGenerator<LlmEvent, void, undefined> {
    const client = this.#client(key);
    const standard = chatBody(request);
    const body = this.api.body?.(standard, request) ?? standard;
    const response = await client
      .post('/chat/completions', { body, stream: true, signal })
      .asResponse();

    let finish: string | undefined;
    let isRefusal = false;
    for await (const raw of chunksOf(response, client)) {
      const chunk = readChunk(raw, this.#explain);
      yield* chunk.said;
      if (chunk.usage !== undefined) yield this.#usageOf(chunk.usage, request.model);
      finish = chunk.finish ?? finish;
      isRefusal ||= chunk.isRefusal;
    }
    if (isRefusal) throw new LlmError('refused');
    yield { type: 'stop', reason: endOf(finish, this.api) };
  }

  #usageOf(raw: unknown, model: string): LlmEvent {
    const tokens = tokensOf(raw);
    if (tokens === undefined) return { type: 'usage_unknown' };
    const { prices = [], costOf } = this.api;
    const cost = costOf?.(raw) ?? costNanoUsd(prices, model, tokens, this.kit.clock.now());
    return { type: 'usage', ...tokens, ...(cost !== null && { costNanoUsd: cost }) };
  }

  /** Everything the SDK would otherwise read from the environment is given; the pool adds the key. */
  #client(key: Secret): OpenAI {
    return new OpenAI({
      baseURL: this.api.baseUrl,
      apiKey: 'added-by-the-connection-pool',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: this.kit.timeoutMs,
      fetch: this.kit.pool.fetchWith({ ...this.api.headers, authorization: bearer(key) }),
    });
  }
}

/** A failure, and sometimes a whole answer, comes as plain JSON with status 200 in place of a stream. */
async function* chunksOf(response: Response, client: OpenAI): AsyncIterable<unknown> {
  if (EVENT_STREAM.test(response.headers.get('content-type') ?? '')) {
    yield* Stream.fromSSEResponse<unknown>(response, new AbortController(), client);
  } else {
    yield await response.json();
  }
}
