import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ResourceTypesModule } from '../types/resource-types.module.js';
import { IndexReportEntity } from './index-report.entity.js';
import { IndexReportsRepository } from './index-reports.repository.js';
import { ResourceVersionEntity } from './resource-version.entity.js';
import { ResourceEntity } from './resource.entity.js';
import { ResourcesRepository } from './resources.repository.js';
import { VersionsRepository } from './versions.repository.js';
import { Withdrawals } from './withdrawals.service.js';

/** Resources and their versions as they are stored. */
@Module({
  imports: [
    TypeOrmModule.forFeature([IndexReportEntity, ResourceVersionEntity, ResourceEntity]),
    ResourceTypesModule,
  ],
  providers: [IndexReportsRepository, ResourcesRepository, VersionsRepository, Withdrawals],
  exports: [IndexReportsRepository, ResourcesRepository, VersionsRepository, Withdrawals],
})
export class ResourceRecordsModule {}
