import { Injectable } from '@nestjs/common';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { DaySources } from './day-sources.service.js';
import { salesDays, salesMeasures } from './day-tables.js';
import { describeMeasures } from './describe-measures.js';

/**
 * What users earned, as the ledger says: the same words, and the same sums, as `GET /earnings`, which counts
 * every call. Here only buyers count unless the filter `audience` is `own` (bought with a wallet of the owner's)
 * or `all`; by `audience` both stand side by side.
 */
@Injectable()
export class EarningsSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = describeMeasures(salesMeasures, Object.keys(salesDays.dimensions));

  constructor(private readonly sources: DaySources) {}

  read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    return this.sources.read(userId, query, { table: salesDays, measures: salesMeasures });
  }
}
