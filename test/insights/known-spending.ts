import {
  MONEY_SOURCES,
  type MoneySources,
} from '../../src/modules/insights/forecast/money-sources.js';
import { figureOf, NOTHING } from '../../src/modules/insights/series/series.js';
import type {
  FigureSource,
  SourceAnswer,
  SourceQuery,
} from '../../src/modules/insights/series/source.js';
import type { Replica } from '../e2e/shop.js';

/** A source that says what a test lets it know: one sum for whatever period is asked for. */
export class KnownSpending implements FigureSource {
  readonly measures = { cost: { unit: 'usd', by: [] } } as const;
  readonly asked: SourceQuery[] = [];
  /** By the first day of a period; `any` otherwise. */
  readonly spent = new Map<string, string>();
  unknown = 0;
  asOf: Date | null = new Date();
  isStale = false;
  knownFrom: string | null = null;
  knownTo: string | null = null;
  isDown = false;

  constructor(readonly days: 'zone' | 'utc' = 'zone') {}

  async read(_userId: string, query: SourceQuery): Promise<SourceAnswer> {
    this.asked.push(query);
    if (this.isDown) throw new Error('the source is down');
    const value = this.spent.get(query.period.from) ?? this.spent.get('any');
    const priced = value === undefined ? 0 : 1;
    const isNothing = priced + this.unknown === 0;
    const total = isNothing
      ? NOTHING
      : figureOf(value ?? null, { priced, free: 0, unknown: this.unknown });
    const series = { period: query.period, total, dimensions: [], days: [] };
    const { asOf, isStale, knownFrom, knownTo } = this;
    return { series, unit: 'usd', asOf, isStale, knownFrom, knownTo };
  }

  /** Takes the place of what a replica knows. */
  standIn(replica: Replica, money: keyof MoneySources): this {
    const sources = replica.app.get<Record<string, unknown>>(MONEY_SOURCES, { strict: false });
    sources[money] = { figures: this, measure: 'cost', filters: {} };
    return this;
  }
}
