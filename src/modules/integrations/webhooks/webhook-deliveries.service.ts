import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { readCursor } from '../../../common/http/index.js';
import { type Page, pageOf } from './page.js';
import type { DeliveryStatus, WebhookAttempt, WebhookDelivery } from './webhook.js';
import { WebhookDispatcher } from './webhook-dispatcher.service.js';
import { notDead, webhookDisabled } from './webhook-problems.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** What a user sees of what was sent, and has sent again. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly dispatcher: WebhookDispatcher,
  ) {}

  /** @throws {Problem} `not_found`, or `invalid_input` for a cursor that no page gave */
  async page(
    userId: string,
    webhookId: string,
    query: { status?: DeliveryStatus; limit: number; cursor?: string },
  ): Promise<Page<WebhookDelivery>> {
    const { limit, status } = query;
    const cursor = readCursor(query.cursor);
    const found = await this.database.asUser(userId, async (tx) => {
      await this.assertPresent(tx, webhookId);
      return this.deliveries.list(tx, webhookId, { status, limit: limit + 1, cursor });
    });
    return pageOf(found, limit);
  }

  /** @throws {Problem} `not_found`, or `invalid_input` for a cursor that no page gave */
  async attempts(
    userId: string,
    webhookId: string,
    limit: number,
    after?: string,
  ): Promise<Page<WebhookAttempt>> {
    const cursor = readCursor(after);
    const found = await this.database.asUser(userId, async (tx) => {
      await this.assertPresent(tx, webhookId);
      return this.deliveries.attempts(tx, webhookId, limit + 1, cursor);
    });
    return pageOf(found, limit);
  }

  /**
   * Sends dead letters again: one, or all of the webhook.
   * @returns how many
   * @throws {Problem} `not_found`, `webhook_disabled`, or `not_dead`
   */
  async resend(userId: string, webhookId: string, id?: string): Promise<number> {
    const count = await this.database.asUser(userId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, webhookId);
      if (webhook === undefined) throw new Problem(notFound);
      const isDead = id === undefined || (await this.deliveries.isDead(tx, webhookId, id));
      if (isDead === undefined) throw new Problem(notFound);
      if (!isDead) throw new Problem(notDead);
      if (webhook.status === 'disabled') throw new Problem(webhookDisabled);
      const reopened = await this.deliveries.reopen(tx, webhookId, id);
      if (reopened > 0) await this.deliveries.wake(tx, webhookId, this.clock.now());
      return reopened;
    });
    this.dispatcher.wakeUp();
    return count;
  }

  /** What is open is tried at once. */
  async wake(userId: string, webhookId: string): Promise<void> {
    await this.database.asUser(userId, async (tx) => {
      if ((await this.webhooks.lock(tx, webhookId)) === undefined) return;
      await this.deliveries.wake(tx, webhookId, this.clock.now());
    });
    this.dispatcher.wakeUp();
  }

  private async assertPresent(tx: EntityManager, id: string): Promise<void> {
    if ((await this.webhooks.find(tx, id)) === undefined) throw new Problem(notFound);
  }
}
