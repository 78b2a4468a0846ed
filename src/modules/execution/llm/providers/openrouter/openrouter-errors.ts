import { z } from 'zod';
import { LlmError, type LlmErrorKind, kindOfStatus } from '../../llm-error.js';
import type { UpstreamFailure } from '../../upstream-failure.js';

const errorDocument = z.object({
  code: z.coerce.number().optional().catch(undefined),
  message: z.string().catch(''),
  metadata: z
    .object({
      error_type: z.string().optional().catch(undefined),
      limit_source: z.string().optional().catch(undefined),
      provider_name: z.string().optional().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
type ErrorDocument = z.infer<typeof errorDocument>;

/** OpenRouter's own names, where it gives one. Source: the `APIErrorType` of its API reference. */
const TYPES: ReadonlyMap<string, LlmErrorKind> = new Map([
  ['context_length_exceeded', 'too_long'],
  ['string_too_long', 'too_long'],
  ['payload_too_large', 'too_long'],
  ['authentication', 'invalid_key'],
  ['payment_required', 'no_credit'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['provider_overloaded', 'overloaded'],
  ['content_policy_violation', 'refused'],
  ['refusal', 'refused'],
  ['timeout', 'timeout'],
]);

/**
 * What went wrong. The error's `code` repeats the HTTP status and is all there is when the failure
 * came inside a stream or a 200. Source: https://openrouter.ai/docs/api/reference/errors-and-debugging.
 */
export function openRouterError(failure: UpstreamFailure): LlmError {
  const { retryAfterMs } = failure;
  return new LlmError(kindOf(failure), { ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

function kindOf(failure: UpstreamFailure): LlmErrorKind {
  if (failure.timedOut) return 'timeout';
  const error = errorDocument.safeParse(failure.body).data;
  const status = failure.status ?? error?.code;
  // Too much running at once for the balance: with a time to wait it is no lack of credit.
  if (status === 402 && failure.retryAfterMs !== undefined) return 'rate_limited';
  if (error === undefined) return kindOfStatus(status);
  return kindOfDocument(error, status);
}

function kindOfDocument(error: ErrorDocument, status: number | undefined): LlmErrorKind {
  const { error_type: type, limit_source: limit, provider_name: host } = error.metadata ?? {};
  // The key that failed is the one OpenRouter uses with the model's host, not the creator's.
  if (host !== undefined && (status === 401 || type === 'authentication')) return 'upstream';
  const named = TYPES.get(type ?? '');
  if (named !== undefined) return named;
  if (status === 403) return limit === undefined ? 'refused' : 'no_credit';
  if (status === 400 && /context length/i.test(error.message)) return 'too_long';
  return kindOfStatus(status);
}
