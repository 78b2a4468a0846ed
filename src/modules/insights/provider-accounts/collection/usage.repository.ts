import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Day } from '../../series/period.js';
import type { TokenKind, UsageEntry, Window } from '../reporting/usage-reporter.js';
import {
  ENTRIES,
  FORGOTTEN_MONTHS,
  MISMATCHED,
  MONTHS,
  ROWS,
  SLICES,
  UNATTRIBUTED,
} from './usage-statements.js';

/** The account that figures belong to. */
export interface Account {
  readonly connectionId: string;
  readonly userId: string;
  readonly provider: string;
}

/** What was counted, as it is kept: whole days at a time. */
@Injectable()
export class UsageRepository {
  /**
   * Replaces the days of a window. The database adds up what belongs together; where the provider’s sums
   * by key or by product are not those of the whole, nothing of them is kept for that day but the whole.
   * @returns the days on which they are not
   */
  async replace(
    tx: EntityManager,
    { connectionId, userId, provider }: Account,
    { from, to }: Window,
    entries: readonly UsageEntry[],
    untold: readonly TokenKind[],
  ): Promise<Day[]> {
    const days = [connectionId, userId, from, to];
    await tx.query(`DELETE FROM provider_usage WHERE ${ROWS}`, days);
    const told = JSON.stringify(entries.map(flat));
    await tx.query(ENTRIES, [connectionId, userId, provider, told, untold]);
    await tx.query(SLICES, days);
    const odd = await tx.query<{ day: Day; cut: string }[]>(MISMATCHED, days);
    await tx.query(UNATTRIBUTED, [...days, odd.map(({ day }) => day), odd.map(({ cut }) => cut)]);
    await tx.query(FORGOTTEN_MONTHS, days);
    await tx.query(MONTHS, days);
    const tells = new Set(entries.map(({ cut }) => String(cut)));
    const contradicted = odd.filter(({ cut }) => tells.has(cut)).map(({ day }) => day);
    return [...new Set(contradicted)].toSorted();
  }
}

/** As the statement reads it: null for what is unknown, nothing for what is not told. */
function flat({ tokens = {}, requests, cost, listCost, ...rest }: UsageEntry) {
  return {
    ...rest,
    ...tokens,
    requests,
    requests_unknown: requests === null,
    cost,
    cost_unknown: cost === null,
    list_cost: listCost,
    list_cost_unknown: listCost === null,
  };
}
