import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { ConnectionPool } from './connection-pool.service.js';
import type { LlmError } from './llm-error.js';
import { llmConfig } from './llm.config.js';
import type { UpstreamCall } from './upstream-call.js';
import { readFailure, type UpstreamFailure } from './upstream-failure.js';

/** What a provider of models is made with: the connections, the time, and how long an answer may take. */
@Injectable()
export class LlmKit {
  /** How long one whole answer may take, in milliseconds. */
  readonly timeoutMs: number;

  constructor(
    readonly pool: ConnectionPool,
    readonly clock: Clock,
    @Inject(llmConfig.KEY) { timeoutMs }: ConfigType<typeof llmConfig>,
  ) {
    this.timeoutMs = timeoutMs;
  }

  /**
   * The frame of all calls of one provider, for `streamAnswer` and `judgeKey`.
   * @param explain reads the API's own error documents
   */
  frame(explain: (failure: UpstreamFailure) => LlmError): UpstreamCall {
    return {
      timeoutMs: this.timeoutMs,
      explain: (thrown) => explain(this.readFailure(thrown)),
    };
  }

  /** What an exception of an SDK or of the network tells, as of now. */
  readFailure(thrown: unknown): UpstreamFailure {
    return readFailure(thrown, this.clock.now().getTime());
  }
}
