import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/index.js';
import type { Day } from '../../series/period.js';
import { CodingDaysRepository, type CodingTotal } from '../collection/coding-days.repository.js';
import { type Collection, CollectionsRepository } from '../collection/collections.repository.js';
import { CoverageRepository, type KnownDays } from '../collection/coverage.repository.js';
import { DocumentsRepository, type KeptDocuments } from '../collection/documents.repository.js';
import { type DeclaredPlan, PlansRepository } from './plans.repository.js';

/** Lists of people end there. */
const MAX_ACTORS = 200;

/** What is kept of an account. */
export interface KeptAccount {
  readonly collection: Collection;
  readonly plan: DeclaredPlan;
  readonly documents: KeptDocuments;
  readonly usage: KnownDays | undefined;
  readonly coding: KnownDays | undefined;
  /** Since the day that was asked for. */
  readonly actors: readonly CodingTotal[];
}

/** Reads what is kept of accounts, and keeps what users say of them. */
@Injectable()
export class AccountReader {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly coverage: CoverageRepository,
    private readonly documents: DocumentsRepository,
    private readonly coding: CodingDaysRepository,
    private readonly plans: PlansRepository,
  ) {}

  /** Undefined when the user has ended the connection meanwhile. */
  async read(
    userId: string,
    provider: string,
    { from, to }: { readonly from: Day; readonly to: Day },
  ): Promise<KeptAccount | undefined> {
    return this.database.asUser(userId, async (tx) => {
      const collection = await this.collections.read(tx, userId, provider);
      if (collection === undefined) return undefined;
      const account = { userId, ...collection };
      return {
        collection,
        plan: await this.plans.read(tx, account),
        documents: await this.documents.read(tx, account),
        usage: await this.coverage.read(tx, account, 'usage'),
        coding: await this.coverage.read(tx, account, 'coding'),
        actors: await this.coding.totals(tx, account, from, to, MAX_ACTORS),
      };
    });
  }

  /** @returns false when there is no connection that the plan could be one of */
  async declare(userId: string, provider: string, plan: DeclaredPlan): Promise<boolean> {
    return this.database.asUser(userId, async (tx) => {
      await this.collections.begin(tx, userId, [provider]);
      const collection = await this.collections.read(tx, userId, provider);
      if (collection === undefined) return false;
      await this.plans.save(tx, { userId, ...collection }, plan);
      return true;
    });
  }
}
