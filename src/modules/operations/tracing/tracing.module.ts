import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { tracingConfig } from './tracing.config.js';
import { Tracing } from './tracing.service.js';

/** Traces for an operator's collector. */
@Module({ imports: [ConfigModule.forFeature(tracingConfig)], providers: [Tracing] })
export class TracingModule {}
