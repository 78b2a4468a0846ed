import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import type { Answer } from './delivery-schedule.js';
import { messageId } from './webhook.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookSender } from './webhook-sender.client.js';
import { Webhooks } from './webhooks.service.js';

/** Sends an event of the type `webhook.test` when its user asks for it, once. */
@Injectable()
export class WebhookTest {
  constructor(
    private readonly clock: Clock,
    private readonly lifetime: Lifetime,
    private readonly webhooks: Webhooks,
    private readonly deliveries: WebhookDeliveries,
    private readonly sender: WebhookSender,
  ) {}

  /**
   * Also to a disabled webhook. After a success, what waits for the next attempt goes at once.
   * @throws {Problem} `not_found`
   */
  async run(userId: string, webhookId: string): Promise<Answer> {
    const { url, secrets } = await this.webhooks.target(userId, webhookId);
    const message = {
      id: messageId(randomUUID()),
      type: 'webhook.test',
      timestamp: this.clock.now(),
      data: { webhookId },
    };
    const answer = await this.sender.send(url, message, secrets, this.lifetime.over);
    if (answer.error === null) await this.deliveries.wake(userId, webhookId);
    return answer;
  }
}
