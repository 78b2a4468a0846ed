import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../config/index.js';
import { JobRunner } from './job-runner.service.js';
import { jobsConfig } from './jobs.config.js';

/** Runs the scheduled jobs of all modules. */
@Module({ imports: [ConfigModule.forFeature(jobsConfig), DiscoveryModule], providers: [JobRunner] })
export class JobsModule {}
