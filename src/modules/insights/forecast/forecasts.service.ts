import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import {
  addDays,
  type Day,
  dayIn,
  daysBetween,
  MAX_DAYS,
  monthOf,
  type Period,
} from '../series/period.js';
import type { Figure } from '../series/series.js';
import type { SourceAnswer } from '../series/source.js';
import { Zones } from '../series/zones.service.js';
import { type KnownMoney, knownMoney, totalKnown } from './known-money.js';
import { MONEY_SOURCES, type Money, type MoneySource, type MoneySources } from './money-sources.js';
import {
  forecastMonth,
  type MeasuredErrors,
  MIN_DAYS,
  type MonthForecast,
} from './month-forecast.js';

/** Figures that end so many days ago are too old to forecast from. */
const MAX_LAG_DAYS = 7;

/** Why there is no forecast. */
export const NO_FORECAST = ['nothing_known', 'too_old', 'too_little_history'] as const;

/** What the present month of a kind of money will come to. */
export interface Forecast {
  readonly period: Period;
  /** Whose days: those of the user's zone, or of UTC where the provider counts so. */
  readonly days: 'zone' | 'utc';
  readonly monthToDate: Figure;
  readonly month: MonthForecast | undefined;
  /** Why there is none. */
  readonly reason: (typeof NO_FORECAST)[number] | null;
  readonly errors: MeasuredErrors;
  /** Days of the month that are not known whole, today's among them. */
  readonly daysLeft: number;
  /** Some of what it is made of is unknown. */
  readonly isAtLeast: boolean;
  readonly asOf: Date | null;
  readonly isStale: boolean;
}

/** Forecasts months from what sources know of the year before. */
@Injectable()
export class Forecasts {
  constructor(
    @Inject(MONEY_SOURCES) private readonly sources: MoneySources,
    private readonly zones: Zones,
    private readonly clock: Clock,
  ) {}

  /**
   * @param tz zone of the user's days, for what is counted in them
   * @throws {Problem} `invalid_input` for a zone that the database does not know
   */
  async of(userId: string, money: Money, tz: string): Promise<Forecast> {
    const name = await this.zones.nameOf(tz);
    const source = this.sources[money];
    const { days } = source.figures;
    const zone = days === 'utc' ? 'UTC' : name;
    const today = dayIn(zone, this.clock.now());
    const to = addDays(today, 1);
    const period = { ...monthOf(today), tz: zone };
    const month = await read(userId, source, { ...period, to });
    const year = await read(userId, source, { from: addDays(to, -MAX_DAYS), to, tz: zone });
    return { period, days, ...forecastOf(year, today), monthToDate: totalKnown(month, today) };
  }
}

function forecastOf(
  answer: SourceAnswer,
  today: Day,
): Omit<Forecast, 'period' | 'days' | 'monthToDate'> {
  const { asOf, isStale } = answer;
  const month = monthOf(today);
  const known = knownMoney(answer, today, month);
  const { forecast, errors } = forecastMonth({ ...known, month });
  const from = known.day > month.from ? known.day : month.from;
  const reason = whyNone(answer, { ...known, lag: daysBetween(known.day, today) });
  return {
    month: reason === null ? forecast : undefined,
    reason,
    errors,
    daysLeft: daysBetween(from, month.to),
    isAtLeast: known.isAtLeast,
    asOf,
    isStale,
  };
}

function whyNone(
  { asOf, series }: SourceAnswer,
  { knownDays, lag }: Pick<KnownMoney, 'knownDays'> & { readonly lag: number },
): Forecast['reason'] {
  if (asOf === null || series.days.every((day) => (day?.value ?? null) === null))
    return 'nothing_known';
  if (lag > MAX_LAG_DAYS) return 'too_old';
  return knownDays < MIN_DAYS ? 'too_little_history' : null;
}

function read(
  userId: string,
  { figures, measure, filters }: MoneySource,
  period: Period,
): Promise<SourceAnswer> {
  const query = { measure, by: null, period, hasPrior: false, top: 1, filters };
  return figures.read(userId, query);
}
