import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import { bytesOf, type ConfigOf } from '../../../resources/index.js';
import type { Executor, ExecutorCall, ExecutorEvent } from '../executor.js';

/** Hands out the content. */
@Injectable()
export class StaticExecutor implements Executor<ConfigOf<'static'>> {
  readonly type = 'static';

  mimeTypeOf({ mimeType }: ConfigOf<'static'>): string {
    return mimeType;
  }

  longestRunMs(): number {
    return 0;
  }

  checkInput(_config: ConfigOf<'static'>, input: unknown): FieldError[] {
    return Object.keys(input ?? {}).map((field) => ({ field, message: 'is no input of this' }));
  }

  async *run({ config }: ExecutorCall<ConfigOf<'static'>>): AsyncIterable<ExecutorEvent> {
    const { mimeType, filename } = config;
    yield { type: 'content', mimeType, filename, base64: bytesOf(config).toString('base64') };
  }
}
