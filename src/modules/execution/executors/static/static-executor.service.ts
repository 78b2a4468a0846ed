import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import type { Usage } from '../../../payments/index.js';
import { bytesOf, type StaticConfig } from '../../../resources/index.js';
import { bytesOutput } from '../bytes-output.js';
import type { Executor, ExecutorCall, ExecutorEvent } from '../executor.js';
import { foreignInputs } from '../foreign-inputs.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';

/** Hands out the content. */
@ProvidesExecutor()
@Injectable()
export class StaticExecutor implements Executor<StaticConfig> {
  readonly type = 'static';

  mimeTypeOf({ mimeType }: StaticConfig): string {
    return mimeType;
  }

  usageOf({ mimeType }: StaticConfig): Partial<Usage> {
    return { method: 'GET', output: bytesOutput(mimeType) };
  }

  longestRunMs(): number {
    return 0;
  }

  checkInput(_config: StaticConfig, input: unknown): FieldError[] {
    return foreignInputs(input, []);
  }

  async *run({ config }: ExecutorCall<StaticConfig>): AsyncIterable<ExecutorEvent> {
    const { mimeType, filename } = config;
    yield { type: 'content', mimeType, filename, base64: bytesOf(config).toString('base64') };
  }
}
