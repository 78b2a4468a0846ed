import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import { Models } from '../../models/models.service.js';
import type { TypeCheck } from '../type-check.js';
import type { OpenRouterInstantConfig } from './openrouter-instant-config.js';
import { misfits } from './fit.js';

/** Asks the catalogue whether it has the model, and whether the model can do what is wanted of it. */
@Injectable()
export class OpenRouterModelCheck implements TypeCheck<OpenRouterInstantConfig> {
  readonly type = 'openrouter_instant';

  constructor(private readonly models: Models) {}

  async check(config: OpenRouterInstantConfig): Promise<FieldError[]> {
    const { model } = config;
    const found = model === null ? undefined : await this.models.find(model);
    if (found !== undefined) return misfits(config, found);
    const message =
      'is not among the models of OpenRouter that GET /models lists: choose another one';
    return [{ field: 'config.model', message }];
  }
}
