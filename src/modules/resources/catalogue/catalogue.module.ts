import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { CatalogueDetails } from './catalogue-details.service.js';
import { catalogueConfig } from './catalogue.config.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { Catalogue } from './catalogue.service.js';
import { FoldTalliesJob } from './fold-tallies.job.js';
import { ForgetWordsJob } from './forget-words.job.js';
import { MissingTypes } from './missing-types.service.js';
import { PublicResource } from './public-resource.entity.js';
import { CatalogueSearch } from './search.repository.js';

/** What is for sale, for everybody to find. */
@Module({
  imports: [
    ConfigModule.forFeature(catalogueConfig),
    TypeOrmModule.forFeature([PublicResource]),
    EndpointsModule,
    ResourceTypesModule,
  ],
  controllers: [CatalogueController],
  providers: [
    CatalogueDetails,
    CatalogueRepository,
    Catalogue,
    FoldTalliesJob,
    ForgetWordsJob,
    MissingTypes,
    CatalogueSearch,
  ],
  exports: [Catalogue, CatalogueDetails],
})
export class CatalogueModule {}
