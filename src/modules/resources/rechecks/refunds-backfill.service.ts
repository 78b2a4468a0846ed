import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import type { FieldError } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { EndpointChanges } from './endpoint-changes.service.js';
import { EndpointCheck } from '../endpoints/endpoint-check.service.js';
import { EndpointsRepository, type Subject } from '../endpoints/endpoints.repository.js';
import { type Found, survey } from './survey.js';

/** Which part of the endpoints: those whose resources' ids follow `after`. */
export interface BackfillPage {
  readonly after?: string;
  readonly limit: number;
}

/** A resource whose endpoint could not be asked, and why. */
export interface BackfillFailure {
  readonly resourceId: string;
  readonly code: string;
  readonly errors: readonly FieldError[];
}

export interface BackfillOutcome {
  readonly checked: number;
  /** Of them, resources of which the catalogue says something else now. */
  readonly changed: number;
  readonly failures: readonly BackfillFailure[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Finds out anew which endpoints grant refunds. */
@Injectable()
export class RefundsBackfill {
  constructor(
    private readonly db: Database,
    private readonly repository: EndpointsRepository,
    private readonly check: EndpointCheck,
    private readonly changes: EndpointChanges,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Asks one page of endpoints; what fails stays as it is, and nothing else of any is touched. */
  async run({ after, limit }: BackfillPage): Promise<BackfillOutcome> {
    const found = await this.db.asService('verification', (tx) =>
      this.repository.page(tx, { after, limit: limit + 1 }),
    );
    const subjects = found.slice(0, limit);
    const failures: BackfillFailure[] = [];
    let changed = 0;
    const look = (config: Subject['config']) => this.check.look(config);
    await survey(subjects, look, async (subject, looked) => {
      const outcome = await this.follow(subject, looked);
      if (typeof outcome === 'object') failures.push(outcome);
      else if (outcome) changed += 1;
    });
    const next = found.length > limit ? (subjects.at(-1)?.resourceId ?? null) : null;
    return { checked: subjects.length, changed, failures, next };
  }

  private async follow(
    subject: Subject,
    looked: Promise<Found>,
  ): Promise<boolean | BackfillFailure> {
    const { resourceId } = subject;
    try {
      const found = await looked;
      if ('errors' in found) return { resourceId, code: found.code, errors: found.errors };
      return await this.changes.followRefunds(subject, found);
    } catch (error) {
      this.logger.error({ err: error, resourceId }, 'could not ask an endpoint about refunds');
      return { resourceId, code: 'internal_error', errors: [] };
    }
  }
}
