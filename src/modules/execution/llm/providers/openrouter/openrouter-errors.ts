import { z } from 'zod';
import type { LlmErrorKind } from '../../llm-error.js';
import type { UpstreamFailure } from '../../upstream-failure.js';

const metadata = z.object({
  error_type: z.string().optional().catch(undefined),
  limit_source: z.string().optional().catch(undefined),
  provider_name: z.string().optional().catch(undefined),
});
const errorDocument = z.object({ metadata: metadata.nullish().catch(undefined) });

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
 * What is OpenRouter's own among its errors.
 * Source: https://openrouter.ai/docs/api/reference/errors-and-debugging.
 */
export function openRouterKind(failure: UpstreamFailure): LlmErrorKind | undefined {
  const { status, retryAfterMs, body } = failure;
  // Too much running at once for the balance: with a time to wait it is no lack of credit.
  if (status === 402 && retryAfterMs !== undefined) return 'rate_limited';
  const error = errorDocument.safeParse(body).data;
  if (error === undefined) return undefined;
  const { error_type: type, limit_source: limit, provider_name: host } = error.metadata ?? {};
  // The key that failed is the one OpenRouter uses with the model's host, not the creator's.
  if (host !== undefined && (status === 401 || type === 'authentication')) return 'upstream';
  const named = TYPES.get(type ?? '');
  if (named !== undefined) return named;
  if (status === 403) return limit === undefined ? 'refused' : 'no_credit';
  return undefined;
}
