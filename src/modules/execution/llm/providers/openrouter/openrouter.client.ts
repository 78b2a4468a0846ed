import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import type { Secret } from '../../../../../common/crypto/index.js';
import { LlmError } from '../../llm-error.js';
import { LlmKit } from '../../llm-kit.service.js';
import type { KeyVerdict, LlmEvent, LlmProvider, LlmRequest } from '../../llm-provider.js';
import { ProvidesModels } from '../../provides-models.decorator.js';
import {
  bearer,
  judgeKey,
  streamAnswer,
  UNANSWERED,
  type UpstreamCall,
} from '../../upstream-call.js';
import { bodyOf } from './openrouter-body.js';
import { readChunk, stopReasonOf } from './openrouter-chunk.js';
import { openRouterConfig } from './openrouter.config.js';
import { openRouterError } from './openrouter-errors.js';

/** Names of media types are the same in any case (RFC 9110 section 8.3.1). */
const EVENT_STREAM = /^text\/event-stream *(?:;|$)/i;
const keyDocument = z.object({ data: z.object({ is_management_key: z.boolean().nullish() }) });

/** Every model OpenRouter routes to. Costs are what it reports for the call. */
@ProvidesModels()
@Injectable()
export class OpenRouterProvider implements LlmProvider {
  readonly id = 'openrouter';
  readonly #call: UpstreamCall;

  constructor(
    private readonly kit: LlmKit,
    @Inject(openRouterConfig.KEY) private readonly options: ConfigType<typeof openRouterConfig>,
  ) {
    this.#call = kit.frame(openRouterError);
  }

  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent> {
    return streamAnswer(this.#call, signal, (upstream) => this.#generate(request, key, upstream));
  }

  /** `/key` is asked, as `/models` answers without one. */
  async verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    return judgeKey(this.#call, signal, async (upstream) => {
      const answer: unknown = await this.#client(key).get('/key', { signal: upstream });
      const document = keyDocument.safeParse(answer).data;
      if (document === undefined) return UNANSWERED;
      return document.data.is_management_key === true
        ? { status: 'invalid', reason: 'This is a management key; models need an ordinary API key' }
        : { status: 'valid' };
    });
  }

  async *#generate(
    request: LlmRequest,
    key: Secret,
    signal: AbortSignal,
  ): AsyncGenerator<LlmEvent, void, undefined> {
    const client = this.#client(key);
    const response = await client
      .post('/chat/completions', { body: bodyOf(request), stream: true, signal })
      .asResponse();

    let finish: string | undefined;
    let isRefusal = false;
    for await (const raw of chunksOf(response, client)) {
      const chunk = readChunk(raw);
      yield* chunk.events;
      finish = chunk.finish ?? finish;
      isRefusal ||= chunk.isRefusal;
    }
    if (isRefusal || finish === 'content_filter') throw new LlmError('refused');
    if (finish === undefined || finish === 'error') throw new LlmError('upstream');
    yield { type: 'stop', reason: stopReasonOf(finish) };
  }

  /** Everything the SDK would otherwise read from the environment is given; the pool adds the key. */
  #client(key: Secret): OpenAI {
    return new OpenAI({
      baseURL: this.options.baseUrl,
      apiKey: 'added-by-the-connection-pool',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: this.kit.timeoutMs,
      fetch: this.kit.pool.fetchWith({
        authorization: bearer(key),
        'http-referer': this.options.appUrl,
        'x-openrouter-title': this.options.appTitle,
      }),
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
