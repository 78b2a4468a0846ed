import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { DirectoryModule, ProviderTermsModule } from '../../accounts/index.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { ModelsModule } from '../models/models.module.js';
import { ResourceRecordsModule } from '../records/resource-records.module.js';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { BulkRegistration } from './bulk-registration.service.js';
import { BulkController } from './bulk.controller.js';
import { EndpointReach } from './endpoint-reach.service.js';
import { ListingInput } from './listing-input.service.js';
import { ListingCheck } from './listing-check.service.js';
import { listingsConfig } from './listings.config.js';
import { ListingsController } from './listings.controller.js';
import { Listings } from './listings.service.js';
import { OwnerViews } from './owner-views.service.js';
import { PublishingController } from './publishing.controller.js';
import { Publishing } from './publishing.service.js';
import { RehearsalController } from './rehearsal.controller.js';
import { Rehearsal } from './rehearsal.service.js';
import { Slugs } from './slugs.service.js';
import { Stock } from './stock.service.js';
import { VersionsController } from './versions.controller.js';
import { Warnings } from './warnings.service.js';

/** What creators write, try out and put on sale. */
@Module({
  imports: [
    ConfigModule.forFeature(listingsConfig),
    DirectoryModule,
    EndpointsModule,
    ModelsModule,
    ProviderTermsModule,
    ResourceRecordsModule,
    ResourceTypesModule,
  ],
  controllers: [
    BulkController,
    ListingsController,
    PublishingController,
    RehearsalController,
    VersionsController,
  ],
  providers: [
    BulkRegistration,
    EndpointReach,
    ListingCheck,
    ListingInput,
    Listings,
    OwnerViews,
    Publishing,
    Rehearsal,
    Slugs,
    Stock,
    Warnings,
  ],
  exports: [ListingCheck],
})
export class ListingsModule {}
