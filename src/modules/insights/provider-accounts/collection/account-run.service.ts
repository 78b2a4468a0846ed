import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/index.js';
import { ReportFailure } from '../reporting/report-failure.js';
import { CodingCollection } from './coding-collection.service.js';
import type { RunLimits } from './run-limits.js';
import { type Collection, CollectionsRepository, type Outcome } from './collections.repository.js';
import { QuestionsUsedUp } from './counted-session.js';
import { DocumentsRepository } from './documents.repository.js';
import { completed } from './outcome.js';
import { type Run, UsageCollection } from './usage-collection.service.js';

/** The past is left to a later run once so much of the time is over. */
const ENOUGH = 0.5;

/** One run over an account: what it is, what changed, and then as much of the past as there is time for. */
@Injectable()
export class AccountRun {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly documents: DocumentsRepository,
    private readonly usage: UsageCollection,
    private readonly coding: CodingCollection,
  ) {}

  /**
   * @throws {ReportFailure} of the first part that could not be read, once the others were
   */
  async read(run: Run, limits: RunLimits, before: Collection): Promise<Outcome> {
    const started = performance.now();
    await this.settle(run, await this.identify(run, before), before);
    const failures: ReportFailure[] = [];
    if (!(limits.goesBack && (await this.isContinued(run, before)))) {
      await attempt(failures, () => this.readDocuments(run));
      await attempt(failures, () => this.usage.goAhead(run));
    }
    let hasMore = before.status !== 'complete' && before.status !== 'inconsistent';
    if (limits.goesBack) {
      const isEnough = () => performance.now() - started > limits.ms * ENOUGH;
      await attempt(failures, async () => (hasMore = await this.readOn(run, isEnough)));
    }
    const [failure] = failures;
    if (failure !== undefined) throw failure;
    return completed(hasMore, (await this.usage.known(run.taken))?.oddDays ?? []);
  }

  /** @returns whether questions or time were over first */
  private async readOn(run: Run, isEnough: () => boolean): Promise<boolean> {
    try {
      await this.coding.collect(run);
      while (!isEnough()) if (!(await this.usage.goBack(run))) return false;
    } catch (error) {
      if (!(error instanceof QuestionsUsedUp)) throw error;
    }
    return true;
  }

  /** The present was read just before: the run goes on with the past where the last one stopped. */
  private async isContinued({ taken }: Run, { status }: Collection): Promise<boolean> {
    return status === 'collecting' && (await this.usage.known(taken))?.isFresh === true;
  }

  /** A new credential that sees no account leaves nothing of the former one; an old one may see it again. */
  private async identify(run: Run, before: Collection): Promise<string | null> {
    try {
      return await run.reporter.identify(run.session);
    } catch (error) {
      const isNone = error instanceof ReportFailure && error.kind === 'no_account';
      if (isNone) await this.settle(run, null, before);
      throw error;
    }
  }

  /**
   * Figures of two accounts never mix: those of another one are forgotten first. While nothing was read
   * with this credential, an account that nobody can name may be another one.
   */
  private async settle({ taken }: Run, account: string | null, before: Collection): Promise<void> {
    if (account === null && before.syncedAt !== null) return;
    await this.database.asUser(taken.userId, async (tx) => {
      await this.collections.hold(tx, taken);
      await this.collections.settle(tx, taken, account);
    });
  }

  private async readDocuments({ reporter, session, taken }: Run): Promise<void> {
    for await (const document of reporter.documents(session)) {
      await this.database.asUser(taken.userId, async (tx) => {
        await this.collections.hold(tx, taken);
        await this.documents.save(tx, taken, document);
      });
    }
  }
}

/** What cannot be read keeps nothing else from being read. */
async function attempt(failures: ReportFailure[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ReportFailure && error.kind === 'unreadable')) throw error;
    failures.push(error);
  }
}
