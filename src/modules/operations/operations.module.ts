import { Module } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';

/** What those who run the server ask it. */
@Module({ imports: [HealthModule] })
export class OperationsModule {}
