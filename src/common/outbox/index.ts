export {
  type AnyEvent,
  EVENT_TYPES,
  type EventType,
  type EventTypes,
  type ForeignEventType,
} from './event-types.js';
export { eventCall, Outbox, type OutboxEvent } from './outbox.repository.js';
export { OutboxModule } from './outbox.module.js';
