import type { KnownModel } from '../known-model.js';
import type { LlmErrorKind } from '../llm-error.js';
import type { KeyVerdict, LlmRequest, LlmStopReason } from '../llm-provider.js';
import type { ListPrice } from '../prices.js';
import type { UpstreamFailure } from '../upstream-failure.js';
import type { ChatBody } from './chat-body.js';

/** Where an API that speaks as OpenAI's does stands, and in what it differs from OpenAI's. */
export interface OpenAiCompatibleApi {
  /** In front of `/chat/completions`: `https://api.acme.example/v1`. */
  readonly baseUrl: string;
  /** Headers that are sent beside `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent, made from OpenAI's own body; a member that is undefined is left out. */
  readonly body?: (standard: ChatBody, request: LlmRequest) => object;
  /** How keys are checked, where not by the list at `/models`. */
  readonly keyCheck?: KeyCheck;
  /** What values of `finish_reason` mean that OpenAI does not have; they go before OpenAI's. */
  readonly ends?: Readonly<Record<string, LlmStopReason | LlmErrorKind>>;
  /**
   * What a failure is, where the API's documents say it in a way of their own. `status` is the error's
   * code where no HTTP status came; undefined for what OpenAI's way of reading tells.
   */
  readonly kindOf?: (failure: UpstreamFailure) => LlmErrorKind | undefined;
  /** What a call cost, read from its `usage`, in 10^-9 USD; undefined where that does not tell. */
  readonly costOf?: (usage: unknown) => bigint | undefined;
  /** List prices, for APIs that do not tell what a call cost. */
  readonly prices?: readonly ListPrice[];
  /** The models that are shown to creators, with their prices. */
  readonly models?: readonly KnownModel[];
}

/** A question that needs a key and costs nothing. */
export interface KeyCheck {
  /** Behind the base URL, `/models`. */
  readonly path: string;
  /** What an answer with status 200 says of the key; undefined when it says nothing. */
  readonly judge: (document: unknown) => KeyVerdict | undefined;
}
