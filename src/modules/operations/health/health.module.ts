import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventsModule } from '../../../common/events/index.js';
import { FacilitatorModule } from '../../payments/index.js';
import { HealthController } from './health.controller.js';

/** Whether the server runs and can serve. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), EventsModule, FacilitatorModule],
  controllers: [HealthController],
})
export class HealthModule {}
