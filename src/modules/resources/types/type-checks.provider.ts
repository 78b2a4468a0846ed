import type { Type } from '@nestjs/common';
import { OpenRouterModelCheck } from './openrouter_instant/openrouter-model-check.service.js';
import type { TypeCheck } from './type-check.js';

/** The types that have to ask others. A new one is a class in its folder and a line here. */
export const TYPE_CHECK_CLASSES: readonly Type<TypeCheck>[] = [OpenRouterModelCheck];
