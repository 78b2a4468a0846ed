import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { AdminModule } from '../../accounts/index.js';
import { CurationEntry } from './curation-entry.entity.js';
import { CurationRepository } from './curation.repository.js';
import { Curation } from './curation.service.js';
import { ModelAdminController } from './model-admin.controller.js';
import { ModelSyncRepository } from './model-sync.repository.js';
import { ModelSync } from './model-sync.service.js';
import { OpenRouterModel } from './model.entity.js';
import { modelsConfig } from './models.config.js';
import { ModelsController } from './models.controller.js';
import { ModelsRepository } from './models.repository.js';
import { Models } from './models.service.js';
import { OpenRouterModels } from './openrouter-models.client.js';
import { SyncModelsJob } from './sync-models.job.js';
import { CatchUpOnModelsJob } from './sync-models.job.js';

/** Which models there are: kept up to date, shown to everybody, picked from by the operator. */
@Module({
  imports: [
    ConfigModule.forFeature(modelsConfig),
    TypeOrmModule.forFeature([CurationEntry, OpenRouterModel]),
    AdminModule,
  ],
  controllers: [ModelAdminController, ModelsController],
  providers: [
    CurationRepository,
    Curation,
    ModelSyncRepository,
    ModelSync,
    ModelsRepository,
    Models,
    OpenRouterModels,
    SyncModelsJob,
    CatchUpOnModelsJob,
  ],
  exports: [Models],
})
export class ModelsModule {}
