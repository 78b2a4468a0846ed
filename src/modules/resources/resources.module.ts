import { Module } from '@nestjs/common';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { EndpointsModule } from './endpoints/endpoints.module.js';
import { ListingsModule } from './listings/listings.module.js';
import { ModelsModule } from './models/models.module.js';
import { RechecksModule } from './rechecks/rechecks.module.js';
import { ResourceRecordsModule } from './records/resource-records.module.js';
import { StorefrontModule } from './storefront/storefront.module.js';
import { ResourceTypesModule } from './types/resource-types.module.js';
import { VerificationModule } from './verification/verification.module.js';

/** What is sold: written, checked, published and found. */
@Module({
  imports: [
    CatalogueModule,
    EndpointsModule,
    ListingsModule,
    ModelsModule,
    RechecksModule,
    ResourceRecordsModule,
    StorefrontModule,
    ResourceTypesModule,
    VerificationModule,
  ],
})
export class ResourcesModule {}
