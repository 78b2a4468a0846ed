import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../../../common/errors/index.js';
import {
  Models,
  type OfferedModel,
  type OpenRouterInstantConfig as Config,
  outputsOf,
  renderPrompt,
  validateInput,
} from '../../../resources/index.js';
import { ModelKeys } from '../../keys/model-keys.service.js';
import { modelGone } from '../../execution-problems.js';
import type { Executor, ExecutorCall, ExecutorEvent, ModelDemand, Ownership } from '../executor.js';
import { ProvidesExecutor } from '../provides-executor.decorator.js';
import { ModelCall } from '../model-call.service.js';
import { userTurn } from '../user-turn.js';

type Input = Readonly<Record<string, unknown>>;

/** Fills in the prompt and asks a model of the catalogue, with the creator's key for OpenRouter. */
@ProvidesExecutor()
@Injectable()
export class OpenRouterInstantExecutor implements Executor<Config> {
  readonly type = 'openrouter_instant';

  constructor(
    private readonly catalogue: Models,
    private readonly keys: ModelKeys,
    private readonly models: ModelCall,
  ) {}

  modelOf({ model }: Config): string | null {
    return model;
  }

  demandOf(config: Config, input: Input): ModelDemand {
    const { model, maxTokens, params } = config;
    const { system, user } = renderPrompt(config, input);
    const read = [system, userTurn(user), JSON.stringify(params.responseFormat ?? null)];
    const models = model === null ? [] : [model];
    return { models, promptBytes: Buffer.byteLength(read.join('')), maxTokens };
  }

  async obstacle({ model }: Config, { ownerId }: Ownership) {
    if (model === null || (await this.catalogue.find(model)) === undefined) return modelGone;
    return this.keys.obstacle(ownerId, model);
  }

  checkInput(config: Config, input: unknown): FieldError[] {
    return validateInput(config, input);
  }

  async *run({
    config,
    input,
    ownerId,
    endUser,
    signal,
  }: ExecutorCall<Config>): AsyncIterable<ExecutorEvent> {
    const { model, maxTokens, params } = config;
    const found = model === null ? undefined : await this.catalogue.find(model);
    if (model === null || found === undefined) throw new Problem(modelGone);
    const { system, user } = renderPrompt(config, input);
    const messages = [{ role: 'user', content: userTurn(user) } as const];
    const asked = { model, system, messages, endUser, maxTokens };
    yield* this.models.ask({ ...asked, ...params, ...outputOf(found), ownerId, signal });
  }
}

/** Models that only write are not told to. */
function outputOf(model: OfferedModel) {
  const output = outputsOf(model);
  return output.includes('image') ? { output } : {};
}
