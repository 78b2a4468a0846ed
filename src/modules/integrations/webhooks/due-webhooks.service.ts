import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { QueueRepository } from './queue.repository.js';
import type { Room, SecretDelivery } from './webhook-attempts.service.js';
import { WebhookSecrets } from './webhook-secrets.service.js';

/** What a process has to do. */
export interface Due {
  readonly deliveries: readonly SecretDelivery[];
  /** How long nothing else becomes due, unless something new happens; undefined when nothing waits. */
  readonly pauseMs: number | undefined;
}

/** Takes what is due, with what signs it. */
@Injectable()
export class DueWebhooks {
  constructor(
    private readonly clock: Clock,
    private readonly queue: QueueRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  async take(tx: EntityManager, { quick, slow }: Room, leaseSeconds: number): Promise<Due> {
    const now = this.clock.now();
    const dueQuick = await this.queue.lockDue(tx, now, false, quick);
    const dueSlow = await this.queue.lockDue(tx, now, true, slow);
    const taken = await this.queue.take(tx, [...dueQuick, ...dueSlow], now, leaseSeconds);
    const nextAt = await this.queue.nextDue(tx, now);
    const deliveries: SecretDelivery[] = [];
    for (const each of taken) {
      const { webhookId, userId, previousSecretUntil } = each;
      const secrets = await this.secrets.read(tx, webhookId, userId, previousSecretUntil);
      deliveries.push({ ...each, secrets, isSlow: dueSlow.includes(webhookId) });
    }
    return { deliveries, pauseMs: nextAt && nextAt.getTime() - now.getTime() };
  }
}
