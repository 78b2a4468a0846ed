import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { OwnFigures } from '../figures/own-figures.service.js';
import { SeriesReader } from '../series/series.repository.js';
import type { Day } from '../series/period.js';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { type Funnel, funnelOf, funnelSql, type FunnelRow } from './funnel.js';
import { cellsOf, isStep, type Step, STEPS, stepsOf } from './funnel-cells.js';

/** By what each step is told apart. What brought no payment has no reason, and no wallet of the owner's. */
const BY = ['resource', 'audience'] as const;

/**
 * What a server counts is in the database within a second; what one that died left, as soon as it was silent for
 * five seconds and another has looked for it, which each does every five seconds or so.
 */
const COUNTED_AFTER_MS = 15_000;

/** All steps at once, and up to when they are known. */
export interface FunnelAnswer extends Pick<SourceAnswer, 'asOf' | 'isStale' | 'knownFrom'> {
  readonly funnel: Funnel;
}

/**
 * From a price that was told to a result, by days of the zone that is asked for. Unless a query says otherwise
 * (filter `audience`: `bots`, `own` or `all`) it tells of buyers: whoever may buy, without bots and without the
 * owner's own wallets. What was paid is what the ledger says.
 */
@Injectable()
export class FunnelSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = {
    challenges: { unit: 'count', by: BY },
    tried: { unit: 'count', by: BY },
    refused: { unit: 'count', by: [...BY, 'reason'] },
    paid: { unit: 'count', by: BY },
    delivered: { unit: 'count', by: BY },
  } as const;

  constructor(
    private readonly figures: OwnFigures,
    private readonly reader: SeriesReader,
    private readonly clock: Clock,
  ) {}

  async read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    const { measure, period } = query;
    if (!isStep(measure)) throw new Error(`there is no measure "${measure}"`);
    const cells = { ...cellsOf(measure, userId, query), areFew: query.by === 'resource' };
    const { found, ...known } = await this.within(userId, period.tz, [measure], (tx) =>
      this.reader.read(tx, cells, query),
    );
    return { series: found, unit: 'count', ...known, knownTo: null };
  }

  /** All steps of a period with their rates, by day and in all, for one chart. */
  async funnel(
    userId: string,
    query: Pick<SourceQuery, 'period' | 'hasPrior' | 'filters'>,
  ): Promise<FunnelAnswer> {
    const { sql, parameters } = stepsOf(STEPS, userId, { ...query, by: null });
    const place = `$${parameters.length + 1}`;
    const { found, ...known } = await this.within(userId, query.period.tz, STEPS, (tx) =>
      tx.query<FunnelRow[]>(funnelSql(sql, place), [...parameters, query.period.from]),
    );
    return { funnel: funnelOf(found, query.hasPrior), ...known };
  }

  /**
   * What was asked before this server counted it is unknown; what was sold is not. What is asked is counted some
   * seconds later; what was sold is in the answer at once.
   */
  private async within<T>(
    userId: string,
    tz: string,
    steps: readonly Step[],
    work: (tx: EntityManager) => Promise<T>,
  ) {
    const counted = new Date(this.clock.now().getTime() - COUNTED_AFTER_MS);
    const { found, ...known } = await this.figures.read(userId, tz, async (tx) => ({
      result: await work(tx),
      since: await countedSince(tx, tz),
    }));
    const isSold = steps.every((step) => step === 'paid' || step === 'delivered');
    if (isSold) return { ...known, found: found.result };
    const asOf = known.asOf < counted ? known.asOf : counted;
    return { ...known, found: found.result, asOf, knownFrom: latest(known.knownFrom, found.since) };
  }
}

async function countedSince(tx: EntityManager, tz: string): Promise<Day | null> {
  const [row] = await tx.query<{ day: Day }[]>(
    `SELECT to_char(counted_since AT TIME ZONE $1, 'YYYY-MM-DD') AS day FROM demand_start`,
    [tz],
  );
  return row?.day ?? null;
}

function latest(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
