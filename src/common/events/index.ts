export { DeadLetters } from './dead-letters.service.js';
export { type EventHandler, isEventType, type StoredEvent } from './event-handler.js';
export { EventsModule } from './events.module.js';
export { HandlesEvents } from './handles-events.decorator.js';
export { Wake } from './wake.js';
