import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { priorOf } from '../series/period.js';
import { SeriesReader } from '../series/series.repository.js';
import type { FigureSource, SourceAnswer, SourceQuery, Unit } from '../series/source.js';
import { AccountStandingsRepository } from './account-standings.repository.js';
import { Reporters } from './collection/reporters.service.js';
import { cutOf, DIMENSIONS, linesOf } from './figure-lines.js';

const tokens = { unit: 'tokens', by: DIMENSIONS } as const;
const usd = { unit: 'usd', by: DIMENSIONS } as const;

const APART = {
  field: 'by',
  message:
    'no provider tells these together: ask by workspace and model, or by one of the others alone',
};

/** What providers count of a user's accounts, all of them together or those of one provider; days of UTC. */
@Injectable()
export class ProviderFiguresSource implements FigureSource {
  readonly days = 'utc';
  readonly measures = {
    requests: { unit: 'count', by: DIMENSIONS },
    tokens,
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
    cost: usd,
    listCost: usd,
  } as const satisfies Record<string, { readonly unit: Unit; readonly by: readonly string[] }>;

  constructor(
    private readonly database: Database,
    private readonly series: SeriesReader,
    private readonly standings: AccountStandingsRepository,
    private readonly reporters: Reporters,
  ) {}

  /** The same of one provider each, by their ids. */
  get byProvider(): ReadonlyMap<string, FigureSource> {
    const { days, measures } = this;
    return new Map(
      this.reporters.providers.map((provider) => {
        const read: FigureSource['read'] = (userId, query) =>
          this.read(userId, { ...query, filters: { ...query.filters, provider } });
        return [provider, { days, measures, read }];
      }),
    );
  }

  /**
   * Known are the days that are of every account; of nobody who has connected none.
   * @throws {Problem} invalid_input for dimensions that no provider tells together
   */
  async read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    const { measure, period, hasPrior, filters } = query;
    if (cutOf(query) === undefined) throw new Problem(invalidInput, { errors: [APART] });
    const from = hasPrior ? priorOf(period).from : period.from;
    const lines = linesOf(userId, query, { from, to: period.to });
    return this.database.asUser(userId, async (tx) => {
      const standing = await this.standings.together(tx, userId, filters['provider']);
      return {
        series: await this.series.readLines(tx, lines, query),
        unit: this.measures[measure as keyof typeof this.measures].unit,
        ...standing,
      };
    });
  }
}
