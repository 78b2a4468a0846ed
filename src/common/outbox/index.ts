export { Outbox, type OutboxEvent } from './outbox.repository.js';
export { OutboxModule } from './outbox.module.js';
