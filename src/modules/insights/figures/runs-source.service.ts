import { Injectable } from '@nestjs/common';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { DaySources } from './day-sources.service.js';
import { runDays, runMeasures } from './day-tables.js';
import { describeMeasures } from './describe-measures.js';

/**
 * What ran for users, as the usage log says: runs, tokens, what they cost, how long they took and how they
 * failed. Only runs for buyers count unless the filter `audience` is `own`, `tests` or `all`. Neither averages
 * nor rates are measures: they do not add up; whoever shows them divides two totals.
 */
@Injectable()
export class RunsSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = describeMeasures(runMeasures, Object.keys(runDays.dimensions));

  constructor(private readonly sources: DaySources) {}

  read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    return this.sources.read(userId, query, { table: runDays, measures: runMeasures });
  }
}
