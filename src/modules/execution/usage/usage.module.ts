import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StorefrontModule } from '../../resources/index.js';
import { RunRecordsModule } from '../records/run-records.module.js';
import { MeasureSuccessJob } from './measure-success.job.js';
import { UsageLogEntry } from './usage-log.entity.js';
import { UsageReport } from './usage-report.service.js';
import { UsageController } from './usage.controller.js';

/** What runs used, and what became of them. */
@Module({
  imports: [TypeOrmModule.forFeature([UsageLogEntry]), RunRecordsModule, StorefrontModule],
  controllers: [UsageController],
  providers: [MeasureSuccessJob, UsageReport],
})
export class UsageModule {}
