import { Injectable } from '@nestjs/common';
import type { ProblemType } from '../../../common/errors/index.js';
import { CredentialReader } from '../../integrations/index.js';
import type { DirectModel } from '../../resources/index.js';
import { creatorKeyMissing } from '../execution-problems.js';
import { LlmRegistry } from '../llm/index.js';

/** Which models exist and whether a creator's key for them works; asked before publishing and selling. */
@Injectable()
export class ModelKeys {
  constructor(
    private readonly registry: LlmRegistry,
    private readonly credentials: CredentialReader,
  ) {}

  /** Why `provider:model` cannot be used, naming what exists; undefined when it can. */
  problemWith(model: string): string | undefined {
    return this.registry.problemWith(model);
  }

  /** Whether `ownerId` has a key that may work for the model's provider. */
  hasUsableKey(ownerId: string, model: string): Promise<boolean> {
    return this.credentials.isUsable(ownerId, this.registry.resolve(model).provider.id);
  }

  /** Why a call of the model cannot be sold at the moment; undefined when it can. */
  async obstacle(ownerId: string, model: string): Promise<ProblemType | undefined> {
    return (await this.hasUsableKey(ownerId, model)) ? undefined : creatorKeyMissing;
  }

  /** The models that providers say they run. */
  directModels(): readonly DirectModel[] {
    return this.registry.knownModels();
  }
}
