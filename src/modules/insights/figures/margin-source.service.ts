import { Injectable } from '@nestjs/common';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { cellsOf, NANO_USD, parametersOf } from './day-cells.js';
import { DaySources } from './day-sources.service.js';
import { runDays, runMeasures, salesDays, salesMeasures } from './day-tables.js';

/** Both in 10^-9 dollars. */
const net = { ...salesMeasures.net, value: `${salesMeasures.net.value} * 1000` };
const cost = { ...runMeasures.cost, value: `-(${runMeasures.cost.value})` };

/**
 * What is left of net earnings once the models of the calls are paid: of buyers' calls, those that were not
 * charged and those that ran again among them. Test runs are no part of it. A cost that nobody knows would be
 * taken off as well, so a margin with one is at most what it says.
 */
@Injectable()
export class MarginSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = { margin: { unit: 'usd', by: ['resource', 'audience'] } } as const;

  constructor(private readonly sources: DaySources) {}

  read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    const [earned, spent] = [cellsOf(salesDays, net, query), cellsOf(runDays, cost, query)];
    return this.sources.answer(userId, query, {
      unit: 'usd',
      bound: 'at_most',
      scale: NANO_USD,
      sql: `${earned} UNION ALL ${spent}`,
      parameters: parametersOf(userId, query),
    });
  }
}
