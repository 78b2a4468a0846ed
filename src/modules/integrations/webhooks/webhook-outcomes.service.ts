import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { type AttemptedWebhook, OutcomesRepository } from './outcomes.repository.js';
import type { TakenDelivery } from './queue.repository.js';
import {
  type Answer,
  disablingReason,
  failingSince,
  type Verdict,
  verdictOf,
} from './delivery-schedule.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** From 0 up to 1, so that tests can choose it. */
export const CHANCE = Symbol('CHANCE');

/** How an attempt ended; without an answer, the end of the process cut it short. */
export interface Outcome {
  readonly taken: TakenDelivery;
  readonly answer: Answer | undefined;
}

/** Decides what follows an attempt, and writes it down. */
@Injectable()
export class WebhookOutcomes {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly outcomes: OutcomesRepository,
    private readonly webhooks: WebhooksRepository,
    @Inject(CHANCE) private readonly chance: () => number,
  ) {}

  async settle(tx: EntityManager, outcomes: readonly Outcome[]): Promise<void> {
    // In the order in which everybody locks webhooks.
    const sorted = outcomes.toSorted((one, other) =>
      one.taken.webhookId < other.taken.webhookId ? -1 : 1,
    );
    for (const { taken, answer } of sorted) {
      const webhook = await this.outcomes.lock(tx, taken);
      if (webhook === undefined) continue;
      if (answer === undefined) await this.putBack(tx, taken);
      else await this.write(tx, taken, answer, webhook);
    }
  }

  private async putBack(tx: EntityManager, taken: TakenDelivery): Promise<void> {
    await this.outcomes.takeBack(tx, taken);
    await this.outcomes.release(tx, taken.webhookId, this.clock.now(), 0);
  }

  private async write(
    tx: EntityManager,
    taken: TakenDelivery,
    answer: Answer,
    webhook: AttemptedWebhook,
  ): Promise<void> {
    const now = this.clock.now();
    const verdict = verdictOf(answer, taken.attempt, now, this.chance());
    const since = failingSince(answer, webhook, now);
    await this.outcomes.log(tx, taken, answer, now);
    const hasEnded = await this.outcomes.end(tx, taken, verdict, answer, now);
    await this.outcomes.noteHealth(tx, taken.webhookId, answer, since, now);
    await this.outcomes.release(tx, taken.webhookId, nextAt(verdict, now), hasEnded ? 1 : 0);
    const reason = disablingReason(answer, since, now);
    if (webhook.isEnabled && reason !== undefined) await this.disable(tx, taken, reason, now);
  }

  /** The notice goes to the user's other webhooks; not with the address, which may hold a secret. */
  private async disable(
    tx: EntityManager,
    { webhookId, userId }: TakenDelivery,
    reason: 'gone' | 'failing',
    now: Date,
  ): Promise<void> {
    await this.webhooks.disable(tx, webhookId, reason, now);
    const data = { webhookId, reason };
    await this.outbox.add(tx, { userId, type: 'webhook.disabled', data });
  }
}

function nextAt(verdict: Verdict, now: Date): Date {
  return verdict.next === 'again' ? new Date(now.getTime() + verdict.pauseMs) : now;
}
