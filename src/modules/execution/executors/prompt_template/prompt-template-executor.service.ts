import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import {
  type PromptTemplateConfig,
  renderPrompt,
  validateInput,
} from '../../../resources/index.js';
import { LlmError, type LlmEvent } from '../../llm/index.js';
import { ModelKeys } from '../../keys/model-keys.service.js';
import type { Executor, ExecutorCall, ExecutorEvent, ModelDemand, Ownership } from '../executor.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';
import { ModelCall } from '../model-call.service.js';
import { userTurn } from '../user-turn.js';

/** Fills in the template and asks the creator's model with the creator's key. */
@ProvidesExecutor()
@Injectable()
export class PromptTemplateExecutor implements Executor<PromptTemplateConfig> {
  readonly type = 'prompt_template';

  constructor(
    private readonly keys: ModelKeys,
    private readonly models: ModelCall,
  ) {}

  modelOf(config: PromptTemplateConfig): string {
    return config.model;
  }

  demandOf(config: PromptTemplateConfig, input: Readonly<Record<string, unknown>>): ModelDemand {
    const { model, fallbackModel, maxTokens } = config;
    const { system, user } = renderPrompt(config, input);
    const models = fallbackModel === null ? [model] : [model, fallbackModel];
    return { models, promptBytes: Buffer.byteLength(system + userTurn(user)), maxTokens };
  }

  obstacle({ model }: PromptTemplateConfig, { ownerId }: Ownership) {
    return this.keys.obstacle(ownerId, model);
  }

  checkInput(config: PromptTemplateConfig, input: unknown): FieldError[] {
    return validateInput(config, input);
  }

  /** Asks the fallback model where the first one is not available and has said nothing yet. */
  async *run(call: ExecutorCall<PromptTemplateConfig>): AsyncIterable<ExecutorEvent> {
    const { model, fallbackModel } = call.config;
    let silent = true;
    try {
      for await (const event of this.ask(model, call)) {
        silent &&= event.type !== 'text' && event.type !== 'image';
        yield event;
      }
    } catch (error) {
      const unavailable = error instanceof LlmError && error.retryable;
      if (!unavailable || !silent || fallbackModel === null) throw error;
      yield { type: 'model', model: fallbackModel, spent: error.usage ?? null };
      yield* this.ask(fallbackModel, call);
    }
  }

  private ask(
    model: string,
    { config, ownerId, endUser, input, signal }: ExecutorCall<PromptTemplateConfig>,
  ): AsyncIterable<LlmEvent> {
    const { system, user } = renderPrompt(config, input);
    const messages = [{ role: 'user', content: userTurn(user) } as const];
    const request = { model, system, messages, endUser, maxTokens: config.maxTokens };
    return this.models.ask({ ...request, ownerId, signal });
  }
}
