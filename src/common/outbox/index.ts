export { Outbox, type OutboxEvent } from './outbox.repository.js';
