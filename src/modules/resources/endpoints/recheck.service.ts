import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { EndpointChanges } from './endpoint-changes.service.js';
import { EndpointCheck } from './endpoint-check.service.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { CHECK_INTERVAL_MS } from './endpoints.service.js';
import { survey } from './survey.js';

/** Endpoints of one run: it ends within half a minute, even if none of them answers. */
const BATCH = 40;

/** Looks at listed endpoints again, each once a day. */
@Injectable()
export class Recheck {
  constructor(
    private readonly db: Database,
    private readonly repository: EndpointsRepository,
    private readonly check: EndpointCheck,
    private readonly changes: EndpointChanges,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Checks some of those that are due, the longest waiting first; one that fails stops no other. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const next = new Date(now.getTime() + CHECK_INTERVAL_MS);
    const due = await this.db.asService('verification', (tx) =>
      this.repository.takeDue(tx, { now, next, limit: BATCH }),
    );
    await survey(
      due,
      (config) => this.check.look(config),
      async (subject, found) => {
        try {
          await this.changes.follow(subject, await found);
        } catch (error) {
          const { resourceId } = subject;
          this.logger.error({ err: error, resourceId }, 'could not check an endpoint again');
        }
      },
    );
  }
}
