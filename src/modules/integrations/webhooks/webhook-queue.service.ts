import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import {
  type EventHandler,
  HandlesEvents,
  type StoredEvent,
} from '../../../common/events/index.js';
import { HANDLER, QueueRepository } from './queue.repository.js';
import { WebhookDispatcher } from './webhook-dispatcher.service.js';

/** Puts each event into the queue of every webhook that wants it. */
@HandlesEvents()
@Injectable()
export class WebhookQueue implements EventHandler {
  readonly name = HANDLER;
  readonly types = 'all';

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly queue: QueueRepository,
    private readonly dispatcher: WebhookDispatcher,
  ) {}

  async handle(event: StoredEvent): Promise<void> {
    const now = this.clock.now();
    const isWanted = await this.database.asService('webhooks', (tx) =>
      this.queue.add(tx, event, now),
    );
    if (isWanted) this.dispatcher.wakeUp();
  }
}
