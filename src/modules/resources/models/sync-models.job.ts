import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { ModelSync } from './model-sync.service.js';

const DAY_MS = 86_400_000;

/** Every night, brings the models to what OpenRouter lists. */
@Scheduled()
@Injectable()
export class SyncModelsJob implements Job {
  readonly name = 'sync_models';
  readonly schedule = '0 3 * * *';

  constructor(private readonly sync: ModelSync) {}

  async run(): Promise<void> {
    await this.sync.run();
  }
}

/** The first sync of a new database, and the one that a server missed which did not run at night. */
@Scheduled()
@Injectable()
export class CatchUpOnModelsJob implements Job {
  readonly name = 'catch_up_on_models';
  readonly schedule = '@start';

  constructor(
    private readonly sync: ModelSync,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const askedAt = await this.sync.lastAskedAt();
    const isFresh = askedAt !== null && this.clock.now().getTime() - askedAt.getTime() <= DAY_MS;
    if (!isFresh) await this.sync.run();
  }
}
