import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import type { ConfigOf } from '../../../resources/index.js';
import { soldElsewhere } from '../../problems.js';
import type { Executor, ExecutorEvent } from '../executor.js';

/** Sends buyers to the endpoint, which sells by itself. */
@Injectable()
export class ExternalExecutor implements Executor<ConfigOf<'external'>> {
  readonly type = 'external';

  soldAt({ url }: ConfigOf<'external'>): string {
    return url;
  }

  checkInput(): FieldError[] {
    return [];
  }

  // oxlint-disable-next-line require-yield -- nothing of it is ever run here
  async *run(): AsyncIterable<ExecutorEvent> {
    throw new Problem(soldElsewhere);
  }
}
