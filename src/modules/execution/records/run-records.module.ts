import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Execution } from './execution.entity.js';
import { ExecutionsRepository } from './executions.repository.js';

/** Runs as they are stored. */
@Module({
  imports: [TypeOrmModule.forFeature([Execution])],
  providers: [ExecutionsRepository],
  exports: [ExecutionsRepository],
})
export class RunRecordsModule {}
