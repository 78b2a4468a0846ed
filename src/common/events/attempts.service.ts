import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Lifetime } from '../lifetime/index.js';
import { LOGGER } from '../observability/index.js';
import { type Delivery, MAX_ATTEMPTS, type Outcome } from './deliveries.repository.js';
import type { EventHandler } from './event-handler.js';
import { eventsConfig } from './events.config.js';

/** What one handler has in hand at once, in each process: one that hangs takes no other's place. */
const AT_ONCE = 4;
/** For what comes before and after the handler itself, so that nobody else takes over too early. */
const SPARE_SECONDS = 30;

class ProcessEnds extends Error {}

/** Runs handlers, each within its bounds, and keeps how that ended until it has been written down. */
@Injectable()
export class Attempts {
  private readonly running = new Map<string, number>();
  private unwritten: Outcome[] = [];

  constructor(
    private readonly lifetime: Lifetime,
    @Inject(eventsConfig.KEY) private readonly config: ConfigType<typeof eventsConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** How long a delivery stays with this process. */
  get seconds(): number {
    return this.config.handlerTimeoutMs / 1_000 + SPARE_SECONDS;
  }

  /** Those that have ended, until {@link forget}. */
  get outcomes(): readonly Outcome[] {
    return this.unwritten;
  }

  get isIdle(): boolean {
    return this.running.size === 0 && this.unwritten.length === 0;
  }

  /** How many more each handler can take; those that can take none are left out. */
  free(handlers: Iterable<string>): Map<string, number> {
    const free = [...handlers].map((name) => [name, AT_ONCE - this.at(name)] as const);
    return new Map(free.filter(([, count]) => count > 0));
  }

  /** Drops the first `count` of {@link outcomes}, which have been written down. */
  forget(count: number): void {
    this.unwritten = this.unwritten.slice(count);
  }

  /** Hands the event to its handler. @param ended is called once it is known how that went */
  async run(handler: EventHandler, delivery: Delivery, ended: () => void): Promise<void> {
    this.running.set(handler.name, this.at(handler.name) + 1);
    const outcome = await this.attempt(handler, delivery);
    const left = this.at(handler.name) - 1;
    if (left === 0) this.running.delete(handler.name);
    else this.running.set(handler.name, left);
    this.unwritten = [...this.unwritten, outcome];
    ended();
  }

  private at(name: string): number {
    return this.running.get(name) ?? 0;
  }

  private async attempt(handler: EventHandler, delivery: Delivery): Promise<Outcome> {
    const { handlerTimeoutMs: timeoutMs } = this.config;
    const limits = {
      timeoutMs,
      timeUp: () => new Error(`the event handler took longer than ${timeoutMs} ms`),
      processEnds: () => new ProcessEnds('the process ends'),
    };
    try {
      await this.lifetime.within(limits, async (signal) => handler.handle(delivery.event, signal));
      return { ...delivery, ended: 'done' };
    } catch (error) {
      if (error instanceof ProcessEnds) return { ...delivery, ended: 'interrupted' };
      this.tell(delivery, error);
      return { ...delivery, ended: 'failed', error };
    }
  }

  private tell({ handler, attempt, event: { id, type } }: Delivery, err: unknown): void {
    const about = { err, handler, eventId: id, type, attempt };
    if (attempt < MAX_ATTEMPTS)
      this.logger.warn(about, 'an event handler failed, and is tried again');
    else
      this.logger.error(about, 'an event handler failed for the last time: a dead letter is kept');
  }
}
