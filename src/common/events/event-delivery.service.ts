import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/index.js';
import { Lifetime } from '../lifetime/index.js';
import { LOGGER } from '../observability/index.js';
import { Attempts } from './attempts.service.js';
import { DeliveriesRepository, type Delivery, isLast } from './deliveries.repository.js';
import { Handlers } from './handlers.service.js';
import { Wake } from './wake.js';

/** How often the outbox is looked at while nothing else calls for it. */
const POLL_MS = 1_000;

/**
 * Hands events on: makes a delivery for each handler, and runs what is due here. One transaction at a
 * time does both and writes down what has ended, so all of it takes one connection of the pool at most.
 */
@Injectable()
export class EventDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wake = new Wake();
  private loop: Promise<void> | undefined;
  private isAway = false;

  constructor(
    private readonly handlers: Handlers,
    private readonly database: Database,
    private readonly deliveries: DeliveriesRepository,
    private readonly attempts: Attempts,
    private readonly lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.handlers.find()) return;
    await this.database.asService('events', (tx) => this.handlers.register(tx));
    this.loop = this.handOut();
  }

  /** What is under way may come to its end; what does not comes again elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.wake.up();
    if (this.loop !== undefined) await this.lifetime.waitFor(this.loop);
  }

  private async handOut(): Promise<void> {
    while (!this.isOver) {
      try {
        const mayBeMore = await this.round();
        this.isAway = false;
        const isIdle = !mayBeMore && this.attempts.outcomes.length === 0;
        if (isIdle && !this.isOver) await this.wake.within(POLL_MS);
      } catch (error) {
        if (!this.isAway) this.logger.warn({ err: error }, 'events cannot be handed on at present');
        this.isAway = true;
        await sleep(POLL_MS, undefined, { ref: false });
      }
    }
  }

  private get isOver(): boolean {
    const { isEnding, lastCall } = this.lifetime;
    return isEnding && (this.attempts.isIdle || lastCall.aborted);
  }

  /** @returns whether there may be more to hand on already */
  private async round(): Promise<boolean> {
    const outcomes = this.attempts.outcomes;
    const { taken, mayBeMore } = await this.database.asService('events', async (tx) => {
      await this.deliveries.settle(tx, outcomes);
      return this.lifetime.isEnding ? { taken: [], mayBeMore: false } : this.take(tx);
    });
    this.attempts.forget(outcomes.length);
    if (outcomes.some(isLast)) this.handlers.lookSoon();
    for (const delivery of taken) this.start(delivery);
    return mayBeMore;
  }

  private async take(tx: EntityManager) {
    await this.handlers.look(tx);
    const mayBeMore = await this.deliveries.handOn(tx);
    const free = this.attempts.free(this.handlers.names);
    const taken =
      free.size === 0 ? [] : await this.deliveries.take(tx, free, this.attempts.seconds);
    return { taken, mayBeMore };
  }

  private start(delivery: Delivery): void {
    const handler = this.handlers.get(delivery.handler);
    if (handler !== undefined) void this.attempts.run(handler, delivery, () => this.wake.up());
  }
}
