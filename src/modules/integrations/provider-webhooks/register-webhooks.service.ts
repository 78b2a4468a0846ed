import { Injectable } from '@nestjs/common';
import {
  type EventHandler,
  HandlesEvents,
  type StoredEvent,
} from '../../../common/events/index.js';
import { Registrations } from './registrations.service.js';

/** Once somebody has connected a shop, has Shopify tell what happens to the permission. */
@HandlesEvents()
@Injectable()
export class RegisterWebhooks implements EventHandler {
  readonly name = 'shopify_webhooks';
  readonly types = ['connection.connected'] as const;

  constructor(private readonly registrations: Registrations) {}

  async handle(event: StoredEvent): Promise<void> {
    const isShop = event.type === 'connection.connected' && event.data.provider === 'shopify';
    if (isShop) await this.registrations.reconcile(event.userId);
  }
}
