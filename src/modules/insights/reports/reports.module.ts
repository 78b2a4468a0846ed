import { Module } from '@nestjs/common';
import { StorefrontModule } from '../../resources/index.js';
import { ActivityController } from './activity.controller.js';
import { ActivityRepository } from './activity.repository.js';
import { Activity } from './activity.service.js';

/** What creators see of all that. */
@Module({
  imports: [StorefrontModule],
  controllers: [ActivityController],
  providers: [Activity, ActivityRepository],
})
export class ReportsModule {}
