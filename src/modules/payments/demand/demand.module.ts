import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { demandConfig } from './demand.config.js';
import { DemandFiguresRepository } from './demand-figures.repository.js';
import { DemandFolding } from './demand-folding.service.js';
import { Demand } from './demand.service.js';
import { ForgetSpoolsJob } from './forget-spools.job.js';
import { LeftSpools } from './left-spools.service.js';
import { Spool } from './spool.service.js';

/** Counts who asks for what is for sale, and what becomes of it. */
@Module({
  imports: [ConfigModule.forFeature(demandConfig)],
  providers: [Demand, DemandFiguresRepository, DemandFolding, ForgetSpoolsJob, LeftSpools, Spool],
  exports: [Demand],
})
export class DemandModule {}
