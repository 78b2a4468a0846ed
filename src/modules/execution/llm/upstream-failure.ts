import { z } from 'zod';

/** What an SDK's exception tells, reduced to the parts that decide; nothing of it is shown. */
export interface UpstreamFailure {
  /** Absent when no HTTP answer came, or the failure arrived inside a stream that began well. */
  readonly status?: number;
  /** The error document as the SDK parsed it, of unknown shape. */
  readonly body?: unknown;
  readonly retryAfterMs?: number;
  /** True when connecting, waiting for headers or waiting for the next bytes took too long. */
  readonly timedOut: boolean;
}

const httpFailure = z.object({
  status: z.number().optional().catch(undefined),
  error: z.unknown().optional(),
  headers: z.unknown().optional(),
});
const socketFailure = z.object({ cause: z.object({ code: z.string() }) });

/** The longest wait a provider may ask for; anything above is not believed. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Reads an exception of the official SDKs, which share one shape (`status`, `headers`, `error`), or
 * of undici, whose time-outs have codes ending in `_TIMEOUT`.
 * @param now epoch milliseconds, for `Retry-After` headers that name a date.
 */
export function readFailure(thrown: unknown, now: number): UpstreamFailure {
  const http = httpFailure.safeParse(thrown).data;
  const code = socketFailure.safeParse(thrown).data?.cause.code ?? '';
  const retryAfterMs = readRetryAfter(http?.headers, now);
  return {
    timedOut: isSdkTimeout(thrown) || /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(code),
    ...(http?.status !== undefined && { status: http.status }),
    ...(http?.error !== undefined && { body: http.error }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Both SDKs, as all that Stainless generates, have a class of this name for it. */
function isSdkTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.constructor.name === 'APIConnectionTimeoutError';
}

/** `Retry-After` as milliseconds from `now` (RFC 9110 section 10.2.3: seconds or a date). */
function readRetryAfter(headers: unknown, now: number): number | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (!('get' in headers) || typeof headers.get !== 'function') return undefined;
  const value: unknown = headers.get('retry-after');
  if (typeof value !== 'string' || value === '') return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return wait >= 0 && wait <= MAX_RETRY_AFTER_MS ? Math.ceil(wait) : undefined;
}
