import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import { ResourceSecrets } from '../../../integrations/index.js';
import type { Usage } from '../../../payments/index.js';
import { checkSchema, type PromptConfig } from '../../../resources/index.js';
import { ModelKeys } from '../../keys/model-keys.service.js';
import { type LlmEvent, LlmService } from '../../llm/index.js';
import { resourceUnfit } from '../../execution-problems.js';
import type { Executor, ExecutorCall, ExecutorEvent, ModelDemand, Ownership } from '../executor.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';
import { ModelCall } from '../model-call.service.js';
import { messageErrors, messageOf } from './prompt-input.js';
import { AnswerChecks } from './answer-checks.service.js';
import { instructions } from './instructions.js';

/** Asks a model a fixed question, with the resource's own key where it has one. */
@ProvidesExecutor()
@Injectable()
export class PromptExecutor implements Executor<PromptConfig> {
  readonly type = 'prompt';

  constructor(
    private readonly secrets: ResourceSecrets,
    private readonly keys: ModelKeys,
    private readonly llm: LlmService,
    private readonly models: ModelCall,
    private readonly answers: AnswerChecks,
  ) {}

  modelOf({ model }: PromptConfig): string {
    return model;
  }

  usageOf({ outputFormat, outputSchema }: PromptConfig): Partial<Usage> {
    return outputFormat === 'raw' ? {} : { output: { type: 'json', schema: outputSchema ?? {} } };
  }

  demandOf(config: PromptConfig, input: Readonly<Record<string, unknown>>): ModelDemand {
    const { model, maxTokens } = config;
    const promptBytes = Buffer.byteLength(instructions(config) + messageOf(input));
    return { models: [model], promptBytes, maxTokens };
  }

  async obstacle(config: PromptConfig, { ownerId, resourceId }: Ownership) {
    if (!isSound(config)) return resourceUnfit;
    const own = await this.secrets.revealForExecution(ownerId, resourceId);
    return own === undefined ? this.keys.obstacle(ownerId, config.model) : undefined;
  }

  checkInput(config: PromptConfig, input: unknown): FieldError[] {
    return messageErrors(config, input);
  }

  /** Words are passed on as they come; JSON once it is whole and fits. */
  async *run(call: ExecutorCall<PromptConfig>): AsyncIterable<ExecutorEvent> {
    const { config, signal } = call;
    if (!isSound(config)) throw new Problem(resourceUnfit);
    let text = '';
    for await (const event of await this.ask(call)) {
      if (config.outputFormat === 'raw' || event.type !== 'text') yield event;
      else text += event.text;
    }
    if (config.outputFormat === 'raw') return;
    const document = await this.answers.read(text, config, signal);
    const base64 = Buffer.from(document).toString('base64');
    yield { type: 'content', mimeType: 'application/json', filename: null, base64 };
  }

  private async ask(call: ExecutorCall<PromptConfig>): Promise<AsyncIterable<LlmEvent>> {
    const { config, ownerId, resourceId, endUser, signal } = call;
    const { model, maxTokens } = config;
    const messages = [{ role: 'user', content: messageOf(call.input) } as const];
    const request = { system: instructions(config), messages, endUser, maxTokens };
    const own = await this.secrets.revealForExecution(ownerId, resourceId);
    if (own !== undefined) return this.llm.generate(model, request, own, signal);
    return this.models.ask({ ...request, model, ownerId, signal });
  }
}

/** What was stored before its kind was ruled out is not run. */
function isSound({ outputSchema }: PromptConfig): boolean {
  return outputSchema === null || checkSchema(outputSchema) === undefined;
}
