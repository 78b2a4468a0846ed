import { Injectable } from '@nestjs/common';
import { CredentialReader } from '../../integrations/index.js';
import { LlmError, type LlmEvent, LlmRegistry, type LlmRequest, LlmService } from '../llm/index.js';

/** A question for a model, with the key of whoever sells the answer. */
export interface ModelQuestion extends Omit<LlmRequest, 'model'> {
  /** `provider:model`. */
  readonly model: string;
  readonly ownerId: string;
  readonly signal: AbortSignal;
}

/** Asks models with their creators' connected keys. */
@Injectable()
export class ModelCall {
  constructor(
    private readonly credentials: CredentialReader,
    private readonly registry: LlmRegistry,
    private readonly llm: LlmService,
  ) {}

  /** A key that the provider refuses is marked, and not used again. @throws {LlmError} */
  async *ask({ model, ownerId, signal, ...request }: ModelQuestion): AsyncIterable<LlmEvent> {
    const provider = this.registry.resolve(model).provider.id;
    const key = await this.credentials.revealForExecution(ownerId, provider);
    if (key === null) throw new LlmError('invalid_key');
    try {
      yield* this.llm.generate(model, request, key, signal);
    } catch (error) {
      if (error instanceof LlmError && error.kind === 'invalid_key') {
        await this.credentials.markInvalid(ownerId, provider, error.message, key);
      }
      throw error;
    }
  }
}
