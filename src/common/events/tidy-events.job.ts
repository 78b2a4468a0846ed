import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Database } from '../database/index.js';
import { type Job, Scheduled } from '../jobs/index.js';
import { LOGGER } from '../observability/index.js';
import { DeadLetters } from './dead-letters.service.js';
import { eventsConfig } from './events.config.js';
import { TidyEventsRepository } from './tidy-events.repository.js';

/**
 * Every minute, keeps what is noted of events from growing: buries deliveries that ended their process
 * at the last attempt, and forgets old dead letters, handlers that no server has any more, and events
 * that everybody is done with.
 */
@Scheduled()
@Injectable()
export class TidyEventsJob implements Job {
  readonly name = 'tidy_events';
  readonly schedule = '* * * * *';

  constructor(
    private readonly database: Database,
    private readonly repository: TidyEventsRepository,
    private readonly letters: DeadLetters,
    @Inject(eventsConfig.KEY) private readonly config: ConfigType<typeof eventsConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const days = this.config.retentionDays;
    const buried = await this.database.asService('events', (tx) => this.repository.bury(tx));
    if (buried > 0) this.logger.error({ count: buried }, 'event handlers ended their process');
    await this.forgetDeadLetters(days);
    await this.forgetHandlers(days);
    await this.forgetEvents(days);
  }

  private async forgetDeadLetters(days: number): Promise<void> {
    const forget = () =>
      this.database.asService('events', (tx) => this.repository.forgetDeadLetters(tx, days));
    for (let count = await forget(); count > 0; count = await forget()) {
      this.logger.warn({ count }, 'dead letters have been kept long enough, and are forgotten');
    }
  }

  private async forgetHandlers(days: number): Promise<void> {
    const lost = await this.database.asService('events', (tx) =>
      this.repository.lostHandlers(tx, days),
    );
    for (const handler of lost) {
      await this.letters.forget(handler);
      this.logger.warn({ handler }, 'no server has this event handler: it is forgotten');
    }
  }

  private async forgetEvents(days: number): Promise<void> {
    for (let after: string | undefined = '0'; after !== undefined;) {
      const from: string = after;
      after = await this.database.asService('events', (tx) =>
        this.repository.forgetEvents(tx, days, from),
      );
    }
  }
}
