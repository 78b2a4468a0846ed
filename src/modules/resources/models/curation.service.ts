import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { modelsConfig } from './models.config.js';
import { type CurationFilter, CurationRepository } from './curation.repository.js';
import type { CurationEntry } from './curation-entry.entity.js';
import type { OpenRouterModel } from './model.entity.js';
import { ModelsRepository } from './models.repository.js';

/** What the operator decides about a model. */
export interface CurationDecision {
  readonly isCurated: boolean;
  readonly reason: string | null;
  /** The request that it came with. */
  readonly requestId: string;
}

/** The operator's choice among the models, and the trail of it. */
@Injectable()
export class Curation {
  constructor(
    private readonly db: Database,
    private readonly models: ModelsRepository,
    private readonly trail: CurationRepository,
    @Inject(modelsConfig.KEY) private readonly config: ConfigType<typeof modelsConfig>,
  ) {}

  /**
   * Marks a model as picked or not, also an inactive one; the trail tells what changed something.
   * @throws {Problem} not_found
   */
  decide(modelId: string, decision: CurationDecision): Promise<OpenRouterModel> {
    return this.db.asService('models', async (tx) => {
      if (await this.models.setCurated(tx, modelId, decision.isCurated)) {
        const keyHint = this.config.adminKeyHint;
        await this.trail.add(tx, { modelId, keyHint, ...decision });
      }
      const model = await this.models.find(tx, modelId);
      if (model === null) throw new Problem(notFound);
      return model;
    });
  }

  /** Decisions, newest first. */
  history(filter: CurationFilter): Promise<CurationEntry[]> {
    return this.db.asService('models', (tx) => this.trail.list(tx, filter));
  }
}
