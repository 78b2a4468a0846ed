import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import type { LlmEvent, LlmRequest } from './llm-provider.js';
import { LlmRegistry } from './registry.js';
import { retrying, type RetryEnvironment, type RetryPolicy } from './retry.js';
import { LLM_RETRY_POLICY } from './tokens.js';

const environment: RetryEnvironment = {
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  elapsed: () => performance.now(),
};

/** Calls models by their `provider:model` name; the only place where calls are retried. */
@Injectable()
export class LlmService {
  constructor(
    private readonly registry: LlmRegistry,
    @Inject(LLM_RETRY_POLICY) private readonly policy: RetryPolicy,
  ) {}

  /**
   * Like `LlmProvider.generate`, tried again where it failed before any text or image.
   * @param name `provider:model`.
   * @throws {UnknownModelError} at once; `LlmError` and the signal's reason from the iteration.
   */
  generate(
    name: string,
    request: Omit<LlmRequest, 'model'>,
    key: Secret,
    signal: AbortSignal,
  ): AsyncIterable<LlmEvent> {
    const { provider, model } = this.registry.resolve(name);
    const attempt = () => provider.generate({ ...request, model }, key, signal);
    return retrying(attempt, this.policy, environment, signal);
  }
}
