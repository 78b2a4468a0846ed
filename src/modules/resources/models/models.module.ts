import {
  type DynamicModule,
  type InjectionToken,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MODEL_SUPPORT } from '../model-support.js';
import { CurationEntry } from './curation-entry.entity.js';
import { CurationRepository } from './curation.repository.js';
import { Curation } from './curation.service.js';
import { ConfigModule } from '../../../common/config/index.js';
import { modelsConfig } from './models.config.js';
import { ModelAdminController } from './model-admin.controller.js';
import { OpenRouterModel } from './model.entity.js';
import { ModelSyncRepository } from './model-sync.repository.js';
import { ModelSync } from './model-sync.service.js';
import { ModelsController } from './models.controller.js';
import { ModelsRepository } from './models.repository.js';
import { Models } from './models.service.js';
import { OpenRouterModels } from './openrouter-models.client.js';
import { CatchUpOnModelsJob, SyncModelsJob } from './sync-models.job.js';

export interface ModelsOptions {
  /** Modules that export the provider named by `modelSupport`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Injection token of the application's `ModelSupport`. */
  readonly modelSupport: InjectionToken;
}

/** Which models there are: kept up to date, shown to everybody, picked from by the operator. */
@Module({})
export class ModelsModule {
  static forRoot({ imports, modelSupport }: ModelsOptions): DynamicModule {
    return {
      module: ModelsModule,
      imports: [
        ...imports,
        ConfigModule.forFeature(modelsConfig),
        TypeOrmModule.forFeature([OpenRouterModel, CurationEntry]),
      ],
      controllers: [ModelsController, ModelAdminController],
      providers: [
        { provide: MODEL_SUPPORT, useExisting: modelSupport },
        OpenRouterModels,
        ModelsRepository,
        Models,
        ModelSyncRepository,
        ModelSync,
        SyncModelsJob,
        CatchUpOnModelsJob,
        CurationRepository,
        Curation,
      ],
      exports: [Models],
    };
  }
}
