import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { QueueRepository } from './queue.repository.js';
import type { Room, SecretDelivery } from './webhook-attempts.service.js';
import { WebhookSecrets } from './webhook-secrets.service.js';

/** Takes what is due, with what signs it. */
@Injectable()
export class DueWebhooks {
  constructor(
    private readonly clock: Clock,
    private readonly queue: QueueRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  async take(
    tx: EntityManager,
    { sound, failing }: Room,
    leaseSeconds: number,
  ): Promise<SecretDelivery[]> {
    const now = this.clock.now();
    const dueSound = await this.queue.lockDue(tx, now, false, sound);
    const dueFailing = await this.queue.lockDue(tx, now, true, failing);
    const taken = await this.queue.take(tx, [...dueSound, ...dueFailing], now, leaseSeconds);
    const deliveries: SecretDelivery[] = [];
    for (const each of taken) {
      const { webhookId, userId, previousSecretUntil } = each;
      const secrets = await this.secrets.read(tx, webhookId, userId, previousSecretUntil);
      deliveries.push({ ...each, secrets, isFailing: dueFailing.includes(webhookId) });
    }
    return deliveries;
  }
}
