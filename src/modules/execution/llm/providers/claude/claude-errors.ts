import { z } from 'zod';
import { LlmError, type LlmErrorKind, kindOfStatus } from '../../llm-error.js';
import type { UpstreamFailure } from '../../upstream-failure.js';

const errorDocument = z.object({
  error: z.object({
    type: z.string(),
    message: z.string().catch(''),
    details: z
      .object({ error_code: z.string().catch('') })
      .nullish()
      .catch(undefined),
  }),
});

/** Source: https://platform.claude.com/docs/en/api/errors. */
const TYPES: ReadonlyMap<string, LlmErrorKind> = new Map([
  ['authentication_error', 'invalid_key'],
  ['billing_error', 'no_credit'],
  ['permission_error', 'bad_request'],
  ['not_found_error', 'no_such_model'],
  ['request_too_large', 'too_long'],
  ['rate_limit_error', 'rate_limited'],
  ['timeout_error', 'timeout'],
  ['overloaded_error', 'overloaded'],
  ['api_error', 'upstream'],
]);

/** What went wrong, by the error's type; events inside a stream carry no HTTP status. */
export function claudeError(failure: UpstreamFailure): LlmError {
  const { retryAfterMs } = failure;
  return new LlmError(kindOf(failure), { ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

/** True when the key is genuine but not for this: an Admin key, or one without the right. */
export function lacksPermission({ body }: UpstreamFailure): boolean {
  return errorDocument.safeParse(body).data?.error.type === 'permission_error';
}

function kindOf({ timedOut, status, body }: UpstreamFailure): LlmErrorKind {
  if (timedOut) return 'timeout';
  const error = errorDocument.safeParse(body).data?.error;
  if (error === undefined) return kindOfStatus(status);
  // A spent budget comes as a rate limit, but waiting does not help.
  if (error.details?.error_code.endsWith('spend_limit_reached')) return 'no_credit';
  if (error.type === 'invalid_request_error') return kindOfInvalidRequest(error.message, status);
  return TYPES.get(error.type) ?? kindOfStatus(status);
}

/** These two have no type or code of their own, so their wording has to decide. */
function kindOfInvalidRequest(message: string, status: number | undefined): LlmErrorKind {
  if (/prompt is too long|exceed context limit/i.test(message)) return 'too_long';
  if (/credit balance is too low/i.test(message)) return 'no_credit';
  return status === undefined || status === 400 ? 'bad_request' : kindOfStatus(status);
}
