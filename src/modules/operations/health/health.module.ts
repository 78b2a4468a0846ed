import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { FacilitatorModule } from '../../payments/index.js';
import { HealthController } from './health.controller.js';

/** Whether the server runs and can serve. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), FacilitatorModule],
  controllers: [HealthController],
})
export class HealthModule {}
