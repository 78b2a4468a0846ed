import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import type { Piece, SpoolSource } from './spool-source.js';

/** Spools that were added up so long ago have no file any more: one is removed after a month at the latest. */
const KEPT = '60 days';

/** Data that PostgreSQL does not take (classes 22 and 23): it never will. */
const UNFIT = /^2[23]/;

/** Writes down what was counted. */
@Injectable()
export class DemandFiguresRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a piece of a spool in one transaction and one round trip, unless somebody was there before.
   * @returns how much of the spool is in the database then
   */
  async add(
    { id }: SpoolSource,
    { begins, ends, counts }: Omit<Piece, 'unreadable'>,
  ): Promise<number> {
    const [row] = await this.database.call<{ folded: string }>(
      'SELECT fold_demand($1, $2, $3, $4::jsonb) AS folded',
      [id, begins, ends, JSON.stringify(counts)],
    );
    if (row === undefined) throw new Error('nothing was said of what is counted');
    return Number(row.folded);
  }

  /** Whether a piece can never be added, however often that is tried. */
  isUnfit(error: unknown): boolean {
    if (!(error instanceof QueryFailedError)) return false;
    const { code } = error.driverError as { readonly code?: string };
    return code !== undefined && UNFIT.test(code);
  }

  /** Forgets spools whose files are gone long since. */
  async forgetSpools(): Promise<void> {
    await this.database.asService('payments', (tx) =>
      tx.query(`DELETE FROM demand_spools WHERE folded_at < now() - interval '${KEPT}'`),
    );
  }
}
