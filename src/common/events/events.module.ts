import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../config/index.js';
import { Attempts } from './attempts.service.js';
import { DeadLetters } from './dead-letters.service.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { EventDelivery } from './event-delivery.service.js';
import { eventsConfig } from './events.config.js';
import { Handlers } from './handlers.service.js';
import { TidyEventsJob } from './tidy-events.job.js';
import { TidyEventsRepository } from './tidy-events.repository.js';

/** Hands events from the outbox to whoever handles them. */
@Module({
  imports: [ConfigModule.forFeature(eventsConfig), DiscoveryModule],
  providers: [
    Attempts,
    DeadLetters,
    DeliveriesRepository,
    EventDelivery,
    Handlers,
    TidyEventsJob,
    TidyEventsRepository,
  ],
  exports: [DeadLetters],
})
export class EventsModule {}
