import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../../common/database/index.js';
import { Problem } from '../../../../common/errors/index.js';
import { LOGGER } from '../../../../common/observability/index.js';
import { ConnectionRechecks, ProviderUnreachable } from '../../../integrations/index.js';
import { ReportFailure } from '../reporting/report-failure.js';
import { AccountRun } from './account-run.service.js';
import {
  type Collection,
  CollectionsRepository,
  type Outcome,
  Superseded,
  type Taken,
} from './collections.repository.js';
import { QuestionsUsedUp } from './counted-session.js';
import { failed, interrupted } from './outcome.js';
import type { RunLimits } from './run-limits.js';
import { RunOpener } from './run-opener.service.js';

/** Reads accounts that somebody has taken, and says how that ended. */
@Injectable()
export class Collector {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly opener: RunOpener,
    private readonly rechecks: ConnectionRechecks,
    private readonly runs: AccountRun,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws when the database cannot be told how it ended: once the lease is over, it is tried again */
  async run(taken: Taken, limits: RunLimits): Promise<void> {
    const { userId, provider, connectionId } = taken;
    try {
      const before = await this.database.asUser(userId, (tx) =>
        this.collections.read(tx, userId, provider),
      );
      if (before === undefined) return;
      const outcome = await this.attempt(taken, limits, before);
      await this.database.asUser(userId, async (tx) => {
        await this.collections.hold(tx, taken);
        await this.collections.finish(tx, taken, outcome);
      });
      const { status } = outcome;
      this.logger.info({ provider, connectionId, status }, 'read a provider’s figures');
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }

  private async attempt(taken: Taken, limits: RunLimits, before: Collection): Promise<Outcome> {
    const started = performance.now();
    try {
      return await this.read(taken, limits, before);
    } catch (error) {
      if (error instanceof QuestionsUsedUp) return interrupted(before);
      const isLate = performance.now() - started >= limits.ms;
      if (isLate && error instanceof ProviderUnreachable && !limits.goesBack) {
        return interrupted(before);
      }
      return this.failure(error, taken, before);
    }
  }

  private async read(taken: Taken, limits: RunLimits, before: Collection): Promise<Outcome> {
    return this.runs.read(await this.opener.open(taken, limits), limits, before);
  }

  private async failure(error: unknown, taken: Taken, before: Collection): Promise<Outcome> {
    if (error instanceof ProviderUnreachable) {
      return failed('unreachable', error.message, before, error.retryAfterSeconds);
    }
    if (error instanceof ReportFailure) {
      // The user is told at once when the key is good no more.
      if (error.kind === 'refused') await this.rechecks.check(taken.userId, taken.provider);
      return failed(error.kind, error.message, before);
    }
    // The access has ended: the connection itself says so, and why.
    if (error instanceof Problem) return failed('refused', error.message, before);
    if (error instanceof Superseded) throw error;
    // Whatever else it is, this account keeps no other from being read.
    const { provider, connectionId } = taken;
    this.logger.error({ err: error, provider, connectionId }, 'an account could not be read');
    return failed('unreadable', 'This server cannot make use of what the provider told', before);
  }
}
