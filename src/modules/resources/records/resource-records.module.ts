import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { ResourceVersionEntity } from './resource-version.entity.js';
import { ResourceEntity } from './resource.entity.js';
import { ResourcesRepository } from './resources.repository.js';
import { VersionsRepository } from './versions.repository.js';
import { Withdrawals } from './withdrawals.service.js';

/** Resources and their versions as they are stored. */
@Module({
  imports: [TypeOrmModule.forFeature([ResourceVersionEntity, ResourceEntity]), ResourceTypesModule],
  providers: [ResourcesRepository, VersionsRepository, Withdrawals],
  exports: [ResourcesRepository, VersionsRepository, Withdrawals],
})
export class ResourceRecordsModule {}
