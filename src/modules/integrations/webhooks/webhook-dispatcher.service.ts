import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { Wake } from '../../../common/events/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { DueWebhooks } from './due-webhooks.service.js';
import { WebhookAttempts } from './webhook-attempts.service.js';
import { WebhookOutcomes } from './webhook-outcomes.service.js';

/**
 * How often the queue is looked at while nothing is due here and nothing calls for it: for what other
 * processes left behind, or have no room for.
 */
const POLL_MS = 5_000;
/** What is due at the same moment, but for a little, is looked at once. */
const SHORTEST_MS = 50;

/**
 * Sends what is due. One transaction at a time writes down what has ended and takes what comes next, so
 * all of it takes one connection of the pool, and none while a receiver is waited for.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wake = new Wake();
  private isCalled = false;
  private loop: Promise<void> | undefined;
  private isAway = false;

  constructor(
    private readonly database: Database,
    private readonly lifetime: Lifetime,
    private readonly due: DueWebhooks,
    private readonly outcomes: WebhookOutcomes,
    private readonly attempts: WebhookAttempts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.handOut();
  }

  /** What is under way may come to its end; what does not comes again elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.wakeUp();
    if (this.loop !== undefined) await this.lifetime.waitFor(this.loop);
  }

  /** There is something new in the queue. */
  wakeUp(): void {
    this.isCalled = true;
    this.wake.up();
  }

  private async handOut(): Promise<void> {
    while (!this.isOver) {
      try {
        this.isCalled = false;
        const pauseMs = await this.round();
        this.isAway = false;
        if (!this.isCalled && !this.isOver) await this.wake.within(pauseMs);
      } catch (error) {
        if (!this.isAway) this.logger.warn({ err: error }, 'webhooks cannot be sent at present');
        this.isAway = true;
        await sleep(POLL_MS, undefined, { ref: false });
      }
    }
  }

  private get isOver(): boolean {
    const { isEnding, lastCall } = this.lifetime;
    return isEnding && (this.attempts.isIdle || lastCall.aborted);
  }

  /** @returns how long nothing else is to be done, unless something calls for it */
  private async round(): Promise<number> {
    const ended = this.attempts.ended;
    const due = await this.database.asService('webhooks', async (tx) => {
      await this.outcomes.settle(tx, ended);
      if (this.lifetime.isEnding) return undefined;
      return this.due.take(tx, this.attempts.room, this.attempts.leaseSeconds);
    });
    this.attempts.forget(ended.length);
    for (const each of due?.deliveries ?? []) void this.attempts.run(each, () => this.wakeUp());
    return Math.min(Math.max(due?.pauseMs ?? POLL_MS, SHORTEST_MS), POLL_MS);
  }
}
