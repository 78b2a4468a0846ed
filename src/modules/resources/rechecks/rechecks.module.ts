import { Module } from '@nestjs/common';
import { AdminModule } from '../../accounts/index.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { ListingsModule } from '../listings/listings.module.js';
import { ResourceRecordsModule } from '../records/resource-records.module.js';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { EndpointAdminController } from './endpoint-admin.controller.js';
import { EndpointChanges } from './endpoint-changes.service.js';
import { EndpointOutcomes } from './endpoint-outcomes.service.js';
import { RecheckEndpointsJob } from './recheck-endpoints.job.js';
import { Recheck } from './recheck.service.js';
import { RefundsBackfill } from './refunds-backfill.service.js';

/** Looks at endpoints again, and follows what they say later. */
@Module({
  imports: [
    AdminModule,
    EndpointsModule,
    ListingsModule,
    ResourceRecordsModule,
    ResourceTypesModule,
  ],
  controllers: [EndpointAdminController],
  providers: [EndpointChanges, EndpointOutcomes, RecheckEndpointsJob, Recheck, RefundsBackfill],
})
export class RechecksModule {}
