import { Injectable } from '@nestjs/common';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { cellsOf, type DayMeasure, parametersOf } from './day-cells.js';
import { DaySources } from './day-sources.service.js';
import { salesDays, salesMeasures } from './day-tables.js';
import { describeMeasures } from './describe-measures.js';

const measures: Readonly<Record<string, DayMeasure>> = salesMeasures;

/**
 * What users earned, as the ledger says: the same words, and the same sums, as `GET /earnings`, which counts
 * every call. Here only buyers count unless the filter `audience` is `own` (bought with a wallet of the owner's)
 * or `all`; by `audience` both stand side by side.
 */
@Injectable()
export class EarningsSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = describeMeasures(measures, Object.keys(salesDays.dimensions));

  constructor(private readonly sources: DaySources) {}

  read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    const measure = measures[query.measure];
    if (measure === undefined) throw new Error(`there is no measure "${query.measure}"`);
    return this.sources.answer(userId, query, {
      unit: measure.unit,
      sql: cellsOf(salesDays, measure, query),
      parameters: parametersOf(userId, query),
    });
  }
}
