import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import type { ExternalConfig } from '../../../resources/index.js';
import { soldElsewhere } from '../../execution-problems.js';
import type { Executor } from '../executor.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';

/** Sends buyers to the endpoint, which sells by itself. */
@ProvidesExecutor()
@Injectable()
export class ExternalExecutor implements Executor<ExternalConfig> {
  readonly type = 'external';

  soldAt({ url }: ExternalConfig): string {
    return url;
  }

  checkInput(): FieldError[] {
    return [];
  }

  /** Nothing of it is run here: buyers are sent on, and owners' tests are refused. */
  run(): never {
    throw new Problem(soldElsewhere);
  }
}
