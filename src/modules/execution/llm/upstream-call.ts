import type { Secret } from '../../../common/crypto/index.js';
import { AnswerLimits } from './answer-limits.js';
import { LlmError } from './llm-error.js';
import type { KeyVerdict, LlmEvent, LlmUsage } from './llm-provider.js';

/** What the frame around every call to a provider needs to know. */
export interface UpstreamCall {
  /** How long the whole call may take. */
  readonly timeoutMs: number;
  /** Makes an {@link LlmError} of anything the SDK or the network throws. */
  explain(thrown: unknown): LlmError;
}

const SENDABLE_KEY = /^[\x21-\x7e]{1,512}$/;
const VERIFY_TIMEOUT_MS = 10_000;

/** The provider did not say whether it accepts a key: nobody answered, or nothing that makes sense. */
export const UNANSWERED: KeyVerdict = {
  status: 'unverified',
  reason: 'The provider could not be asked whether it accepts the key',
};

/**
 * Runs a generation with what all providers owe: a total time-out, {@link LlmError}s only, an error
 * instead of a silently short answer or one too large to keep, counts that can be, and the tokens used
 * so far on that error.
 * @param open starts the call; it must yield a `stop` event if and only if the answer is whole.
 */
export async function* streamAnswer(
  call: UpstreamCall,
  signal: AbortSignal,
  open: (signal: AbortSignal) => AsyncIterable<LlmEvent>,
): AsyncGenerator<LlmEvent, void, undefined> {
  const deadline = new Deadline(signal, call.timeoutMs);
  const limits = new AnswerLimits();
  let usage: LlmUsage | undefined;
  let stop: LlmEvent | undefined;
  try {
    for await (const given of open(deadline.signal)) {
      const event = limits.take(given);
      if (event.type === 'usage') usage = event;
      if (event.type === 'usage_unknown') usage = undefined;
      if (event.type === 'stop') stop = event;
      else yield event;
    }
    if (stop === undefined) throw new LlmError('upstream');
  } catch (thrown) {
    // A connection that breaks after the end of the answer has taken nothing from it.
    if (stop === undefined) throw withUsage(deadline.explain(thrown, call), usage);
  } finally {
    deadline.end();
  }
  yield stop;
}

/** Asks for a {@link KeyVerdict}; where asking fails, only a refused key is a verdict. */
export async function judgeKey(
  call: UpstreamCall,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<KeyVerdict>,
): Promise<KeyVerdict> {
  const deadline = new Deadline(signal, Math.min(call.timeoutMs, VERIFY_TIMEOUT_MS));
  try {
    return await ask(deadline.signal);
  } catch (thrown) {
    const error = deadline.explain(thrown, call);
    return error.kind === 'invalid_key' ? { status: 'invalid', reason: error.message } : UNANSWERED;
  } finally {
    deadline.end();
  }
}

/**
 * The `Authorization` value for a key.
 * @throws {LlmError} invalid_key for text no header can carry, which no provider ever issued.
 */
export function bearer(key: Secret): string {
  if (!SENDABLE_KEY.test(key.reveal())) throw new LlmError('invalid_key');
  return `Bearer ${key.reveal()}`;
}

/** Aborts with the caller or when time is up, and tells the two apart afterwards. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #follow = () => this.#controller.abort(this.caller?.reason);
  #passed = false;

  constructor(
    private readonly caller: AbortSignal | undefined,
    timeoutMs: number,
  ) {
    if (caller?.aborted === true) this.#follow();
    caller?.addEventListener('abort', this.#follow, { once: true });
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#controller.abort();
    }, timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @throws the caller's reason when it was the caller who aborted. */
  explain(thrown: unknown, call: UpstreamCall): LlmError {
    this.caller?.throwIfAborted();
    if (this.#passed) return new LlmError('timeout');
    return thrown instanceof LlmError ? thrown : call.explain(thrown);
  }

  /** Ends whatever still runs upstream. */
  end(): void {
    clearTimeout(this.#timer);
    this.caller?.removeEventListener('abort', this.#follow);
    this.#controller.abort();
  }
}

function withUsage(error: LlmError, usage: LlmUsage | undefined): LlmError {
  if (usage === undefined) return error;
  const { retryAfterMs } = error;
  return new LlmError(error.kind, { usage, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}
