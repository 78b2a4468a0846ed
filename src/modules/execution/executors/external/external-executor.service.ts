import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import type { ConfigOf } from '../../../resources/index.js';
import { soldElsewhere } from '../../execution-problems.js';
import type { Executor } from '../executor.js';

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

  /** Nothing of it is run here: buyers are sent on, and owners' tests are refused. */
  run(): never {
    throw new Problem(soldElsewhere);
  }
}
