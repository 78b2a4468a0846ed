import { Module } from '@nestjs/common';
import { ResourceRecordsModule } from '../records/resource-records.module.js';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { CountCallsJob } from './count-calls.job.js';
import { StorefrontRepository } from './storefront.repository.js';
import { Storefront } from './storefront.service.js';

/** What is for sale, for those who run it. */
@Module({
  imports: [ResourceRecordsModule, ResourceTypesModule],
  providers: [CountCallsJob, StorefrontRepository, Storefront],
  exports: [Storefront],
})
export class StorefrontModule {}
