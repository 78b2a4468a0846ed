import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobRunner } from './job-runner.service.js';

/** Runs the scheduled jobs of all modules. */
@Module({ imports: [DiscoveryModule], providers: [JobRunner] })
export class JobsModule {}
