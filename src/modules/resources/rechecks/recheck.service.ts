import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { EndpointChanges } from './endpoint-changes.service.js';
import { EndpointCheck } from '../endpoints/endpoint-check.service.js';
import { EndpointsRepository, type Subject } from '../endpoints/endpoints.repository.js';
import { CHECK_INTERVAL_MS } from '../endpoints/endpoints.service.js';
import { type Found, survey } from './survey.js';

/** Endpoints of one run: it ends within half a minute, even if none of them answers. */
const BATCH = 40;
const OUTAGE_HOSTS = 3;
const UNREACHED: ReadonlySet<string> = new Set(['unreachable', 'timed_out', 'connection_broken']);

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
    const seen: (readonly [Subject, Found])[] = [];
    await survey(
      due,
      (config) => this.check.look(config),
      async (subject, found) => {
        await this.reporting(subject, async () => void seen.push([subject, await found]));
      },
    );
    if (isOurOutage(seen)) {
      this.logger.warn({ endpoints: seen.length }, 'no endpoint was reached: none is blamed');
      return;
    }
    for (const [subject, found] of seen) {
      await this.reporting(subject, () => this.changes.follow(subject, found));
    }
  }

  private async reporting({ resourceId }: Subject, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, resourceId }, 'could not check an endpoint again');
    }
  }
}

/** Where several hosts were asked and none was reached, it is our network that is broken. */
function isOurOutage(seen: readonly (readonly [Subject, Found])[]): boolean {
  const hosts = new Set(seen.map(([{ config }]) => new URL(config.url).host));
  const isReached = seen.some(([, found]) => !('errors' in found) || !UNREACHED.has(found.code));
  return hosts.size >= OUTAGE_HOSTS && !isReached;
}
