import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { CallRecords } from '../../payments/index.js';
import { resultsConfig } from './results.config.js';
import { namesContent } from './content.js';
import { ContentsRepository, type StoredContent } from './contents.repository.js';

const BATCH = 100;

/**
 * Every hour, deletes contents that no result names: of calls that failed, of runs whose process died,
 * and of results whose retention has ended. The call itself is asked, and what it still may need stays.
 */
@Scheduled()
@Injectable()
export class SweepContentsJob implements Job {
  readonly name = 'sweep_contents';
  /** After the results themselves are deleted. */
  readonly schedule = '27 * * * *';

  constructor(
    private readonly database: Database,
    private readonly contents: ContentsRepository,
    private readonly calls: CallRecords,
    @Inject(resultsConfig.KEY) private readonly config: ConfigType<typeof resultsConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    let swept = 0;
    for (let batch = BATCH; batch === BATCH;) {
      const due = await this.database.asService('execution', (tx) =>
        this.contents.takeDue(tx, BATCH),
      );
      for (const content of due) if (await this.sweep(content)) swept += 1;
      batch = due.length;
    }
    if (swept > 0) this.logger.info({ swept }, 'deleted contents that no result names');
  }

  /** @returns whether it was deleted; a failure leaves it for the next hour */
  private async sweep({ id, callId }: StoredContent): Promise<boolean> {
    const call = await this.calls.find(callId);
    if (call !== undefined && call.endedAt === null) return false;
    const keptUntil =
      call?.endedAt && namesContent(call.result, id) ? this.retentionEnd(call.endedAt) : undefined;
    await this.database.asService('execution', (tx) =>
      keptUntil === undefined
        ? this.contents.delete(tx, id)
        : this.contents.rest(tx, id, keptUntil),
    );
    return keptUntil === undefined;
  }

  private retentionEnd(endedAt: Date): Date {
    return new Date(endedAt.getTime() + this.config.keptMs);
  }
}
