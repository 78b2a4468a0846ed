import { Inject, Injectable } from '@nestjs/common';
import type { TypedConfig } from '../../resources/index.js';
import type { Executor } from './executor.js';
import { OpenRouterInstantExecutor } from './openrouter_instant/openrouter-instant-executor.service.js';
import { ExternalExecutor } from './external/external-executor.service.js';
import { PromptExecutor } from './prompt/prompt-executor.service.js';
import { PromptTemplateExecutor } from './prompt_template/prompt-template-executor.service.js';
import { ProxyExecutor } from './proxy/proxy-executor.service.js';
import { StaticExecutor } from './static/static-executor.service.js';

/** What runs each type of resource. A new one is a folder beside this file and a line here. */
export const EXECUTOR_CLASSES = [
  PromptTemplateExecutor,
  OpenRouterInstantExecutor,
  PromptExecutor,
  ProxyExecutor,
  ExternalExecutor,
  StaticExecutor,
] as const;

/** Injection token of the list of executors. */
export const EXECUTORS = Symbol('EXECUTORS');

/** Finds the executor of a resource. */
@Injectable()
export class Executors {
  constructor(@Inject(EXECUTORS) private readonly executors: readonly Executor[]) {}

  /** @throws Error when a type has no executor, which the module's list rules out. */
  of({ type }: TypedConfig): Executor {
    const executor = this.find(type);
    if (executor === undefined) throw new Error(`no executor runs resources of type ${type}`);
    return executor;
  }

  find(type: string): Executor | undefined {
    return this.executors.find((one) => one.type === type);
  }
}
