import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { EndpointCheck } from './endpoint-check.service.js';
import { endpointsConfig } from './endpoints.config.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { Endpoints } from './endpoints.service.js';
import { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** What is known of endpoints that sell for themselves. */
@Module({
  imports: [
    ConfigModule.forFeature(endpointsConfig),
    TypeOrmModule.forFeature([VerifiedEndpoint]),
    ResourceTypesModule,
    VerificationModule,
  ],
  providers: [EndpointCheck, EndpointsRepository, Endpoints],
  exports: [EndpointCheck, Endpoints, EndpointsRepository],
})
export class EndpointsModule {}
