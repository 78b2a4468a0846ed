import { z } from 'zod';
import { LlmError, type LlmErrorKind, kindOfStatus } from '../llm-error.js';
import type { UpstreamFailure } from '../upstream-failure.js';
import type { OpenAiCompatibleApi } from './openai-compatible-api.js';

const errorDocument = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  message: z.string().catch(''),
});
type ErrorDocument = z.infer<typeof errorDocument>;

/** Names in `code` or `type`. Source: https://platform.openai.com/docs/guides/error-codes. */
const NAMES: ReadonlyMap<string, LlmErrorKind> = new Map([
  ['invalid_api_key', 'invalid_key'],
  ['authentication_error', 'invalid_key'],
  ['insufficient_quota', 'no_credit'],
  ['billing_not_active', 'no_credit'],
  ['billing_hard_limit_reached', 'no_credit'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['rate_limit_error', 'rate_limited'],
  ['context_length_exceeded', 'too_long'],
  ['string_above_max_length', 'too_long'],
  ['model_not_found', 'no_such_model'],
  ['content_filter', 'refused'],
  ['content_policy_violation', 'refused'],
  ['overloaded_error', 'overloaded'],
  ['server_error', 'upstream'],
]);

/**
 * What went wrong. Where the failure came inside a stream or with status 200, its `code` is all there is:
 * a name, or the HTTP status that would have come.
 */
export function errorOf(failure: UpstreamFailure, api: OpenAiCompatibleApi): LlmError {
  const { retryAfterMs } = failure;
  return new LlmError(kindOf(failure, api), {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function kindOf(failure: UpstreamFailure, api: OpenAiCompatibleApi): LlmErrorKind {
  if (failure.timedOut) return 'timeout';
  const error = errorDocument.safeParse(failure.body).data;
  const status = failure.status ?? statusOf(error);
  const own = api.kindOf?.({ ...failure, ...(status !== undefined && { status }) });
  return own ?? (error && namedKind(error, status)) ?? kindOfStatus(status);
}

function namedKind({ code, type, message }: ErrorDocument, status: number | undefined) {
  if (status === 400 && /context length/i.test(message)) return 'too_long';
  return NAMES.get(String(code)) ?? NAMES.get(type ?? '');
}

function statusOf(error: ErrorDocument | undefined): number | undefined {
  const status = Number(error?.code ?? NaN);
  return Number.isInteger(status) ? status : undefined;
}
