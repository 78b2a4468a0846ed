import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Logger as WorkerLogger, parseCronItems, run, type Runner } from 'graphile-worker';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/index.js';
import { LOGGER } from '../observability/index.js';
import type { Job } from './job.js';
import { Scheduled } from './scheduled.decorator.js';

const CONNECTIONS = 2;

/** Runs every `@Scheduled()` job; the queue in PostgreSQL lets each run once, whatever replica. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private runner: Runner | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const jobs = this.discovery
      .getProviders({ metadataKey: Scheduled.KEY })
      .map(({ instance }) => instance as Job);
    const atStart = jobs.filter(({ schedule }) => schedule === '@start');
    const timed = jobs.filter((job) => !atStart.includes(job));
    this.runner = await run({
      connectionString: this.config.DATABASE_URL,
      maxPoolSize: CONNECTIONS,
      concurrency: CONNECTIONS,
      noHandleSignals: true,
      taskList: Object.fromEntries(jobs.map((job) => [job.name, () => job.run()])),
      parsedCronItems: parseCronItems(
        timed.map(({ name, schedule }) => ({ task: name, match: schedule })),
      ),
      logger: new WorkerLogger(() => (level, message) => {
        if (level === 'error' || level === 'warning') this.logger.warn({ source: 'jobs' }, message);
      }),
    });
    for (const { name } of atStart) await this.runner.addJob(name, {}, { jobKey: name });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner?.stop();
  }
}
