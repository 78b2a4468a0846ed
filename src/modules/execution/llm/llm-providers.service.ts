import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigError } from '../../../common/config/index.js';
import type { LlmProvider } from './llm-provider.js';
import { problemsOfIds } from './provider-ids.js';
import { ProvidesModels } from './provides-models.decorator.js';

/** The providers of models that the modules of this server have, of whichever team. */
@Injectable()
export class LlmProviders implements OnModuleInit {
  /** What `LLM_PROVIDERS` gives: Nest makes the providers after it, so it is filled once they are there. */
  readonly list: LlmProvider[] = [];
  private isFilled = false;

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws {ConfigError} when an id is malformed or given twice */
  onModuleInit(): void {
    this.fill();
  }

  /** Others may ask while they start, before it is this one's turn. */
  get all(): readonly LlmProvider[] {
    this.fill();
    return this.list;
  }

  private fill(): void {
    if (this.isFilled) return;
    const found = ProvidesModels.of(this.discovery);
    const problems = problemsOfIds(found);
    if (problems.length > 0) throw new ConfigError(problems);
    this.list.push(...found);
    this.isFilled = true;
  }
}
