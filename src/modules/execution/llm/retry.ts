import { LlmError } from './llm-error.js';
import type { LlmEvent } from './llm-provider.js';

/** How often and how long a call is tried. All times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Longest pause before the second try; doubles with each further one. */
  readonly baseMs: number;
  /** Longest pause the doubling may reach. */
  readonly maxMs: number;
  /** No try begins later than this after the first one began. */
  readonly totalMs: number;
}

/** Where time and chance come from. */
export interface RetryEnvironment {
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to but not including 1. */
  random(): number;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
}

/**
 * Passes the events of `attempt` on and, where it fails with a retryable {@link LlmError} before any
 * text or image was passed on, tries again after a random pause ("full jitter"), which never is
 * shorter than what the provider asked for.
 * @throws the last attempt's error; the reason of `signal` when it aborts during a pause.
 */
export async function* retrying(
  attempt: () => AsyncIterable<LlmEvent>,
  policy: RetryPolicy,
  environment: RetryEnvironment,
  signal: AbortSignal,
): AsyncGenerator<LlmEvent, void, undefined> {
  const began = environment.elapsed();
  for (let failures = 0; ;) {
    let answered = false;
    try {
      for await (const event of attempt()) {
        answered ||= event.type === 'text' || event.type === 'image';
        yield event;
      }
      return;
    } catch (error) {
      failures += 1;
      if (answered || !(error instanceof LlmError) || !error.retryable) throw error;
      const pause = pauseBefore(failures, error, policy, environment.random());
      const late = environment.elapsed() - began + pause > policy.totalMs;
      if (failures >= policy.attempts || late) throw error;
      await environment.sleep(pause, signal);
      signal.throwIfAborted();
    }
  }
}

function pauseBefore(retry: number, error: LlmError, policy: RetryPolicy, random: number): number {
  const longest = Math.min(policy.maxMs, policy.baseMs * 2 ** (retry - 1));
  return (error.retryAfterMs ?? 0) + Math.floor(random * longest);
}
