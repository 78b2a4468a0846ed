import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ConfigType } from '@nestjs/config';
import { Logger as WorkerLogger, parseCronItems, run, type Runner } from 'graphile-worker';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { connectionOptions } from '../../../ormconfig.js';
import { watchSilence } from '../database/index.js';
import { Lifetime } from '../lifetime/index.js';
import { LOGGER, traced } from '../observability/index.js';
import { PlugInError } from '../plug-ins/index.js';
import { jobsConfig } from './jobs.config.js';
import type { Job } from './job.js';
import { Scheduled } from './scheduled.decorator.js';

const CONNECTIONS = 2;
const STATEMENT_MS = 10_000;
/** How soon the queue is gone back to after it gave up, because the database could not be asked. */
const AGAIN_MS = 2_000;

/** Runs every `@Scheduled()` job; the queue in PostgreSQL lets each run once, whatever replica. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly pool: Pool;
  private runner: Runner | undefined;
  private jobs: readonly Job[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly lifetime: Lifetime,
    @Inject(jobsConfig.KEY) config: ConfigType<typeof jobsConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const watch = watchSilence(STATEMENT_MS);
    this.pool = new Pool({
      ...connectionOptions(config.databaseUrl, STATEMENT_MS),
      max: CONNECTIONS,
      onConnect: watch,
    });
    // Whoever uses a connection is told when it breaks; one that is lost while idle is replaced.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.jobs = Scheduled.of(this.discovery);
    assertDistinct(this.jobs);
    this.runner = await this.start();
    const atStart = this.jobs.filter(({ schedule }) => schedule === '@start');
    for (const { name } of atStart) await this.runner.addJob(name, {}, { jobKey: name });
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.runner !== undefined) await this.lifetime.waitFor(this.runner.stop());
    await this.lifetime.waitFor(this.pool.end());
  }

  private async start(): Promise<Runner> {
    const timed = this.jobs.filter(({ schedule }) => schedule !== '@start');
    const runner = await run({
      pgPool: this.pool,
      concurrency: CONNECTIONS,
      noHandleSignals: true,
      // In batches, a job that cannot be reported ends the queue in order, and not the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: Object.fromEntries(this.jobs.map((job) => [job.name, () => runTraced(job)])),
      parsedCronItems: parseCronItems(
        timed.map(({ name, schedule }) => ({ task: name, match: schedule })),
      ),
      logger: new WorkerLogger(() => (level, message) => {
        if (level === 'error' || level === 'warning') this.logger.warn({ source: 'jobs' }, message);
      }),
    });
    const again = () => void this.startAgain();
    runner.promise.then(again, again);
    return runner;
  }

  /** The queue ends by itself when the database is away for long enough; the server goes on. */
  private async startAgain(): Promise<void> {
    while (!this.lifetime.isEnding) {
      await sleep(AGAIN_MS, undefined, { ref: false });
      if (this.lifetime.isEnding) return;
      try {
        this.runner = await this.start();
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'the job queue cannot be reached');
      }
    }
  }
}

async function runTraced(job: Job): Promise<void> {
  await traced({ name: `job ${job.name}`, kind: 'internal', attributes: {} }, async () =>
    job.run(),
  );
}

/** The queue knows jobs by their names: one would take the place of another. */
function assertDistinct(jobs: readonly Job[]): void {
  const names = jobs.map(({ name }) => name);
  const taken = names.find((name, at) => names.indexOf(name) !== at);
  if (taken !== undefined) throw new PlugInError([`two jobs are called "${taken}"`]);
}
