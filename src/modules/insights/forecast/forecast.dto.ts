import { ApiProperty } from '@nestjs/swagger';
import { type FieldOptions, OneOf, Text } from '../../../common/http/index.js';
import { formatUsd, formatUsdc } from '../../../common/money/index.js';
import { isZone } from '../series/period.js';
import { microOf } from './decimals.js';
import { type Forecast, NO_FORECAST } from './forecasts.service.js';
import { METHOD } from './month-forecast.js';

/** What can be forecast. */
export const FORECAST_OF = ['earnings', 'cost', 'providerCost'] as const;
/** Accounts whose bill can be forecast. */
export const ACCOUNTS = ['anthropic', 'openrouter'] as const;

const ZONE_MESSAGE = 'must be the name of a time zone such as Europe/Zurich';

/** Name of a time zone. */
export function Zone(said: FieldOptions) {
  return Text({
    max: 64,
    rules: [[isZone, ZONE_MESSAGE]],
    message: ZONE_MESSAGE,
    example: 'Europe/Zurich',
    ...said,
  });
}

/** Query of a forecast. */
export class ForecastQuery {
  @OneOf(FORECAST_OF, {
    description:
      '`earnings`: what sales leave you. `cost`: what calls cost on your keys. `providerCost`: the bill ' +
      'of a provider account',
    example: 'earnings',
  })
  of: (typeof FORECAST_OF)[number];

  @OneOf(ACCOUNTS, {
    when: ({ of }) => of === 'providerCost',
    description: 'Whose bill; for `providerCost`',
    example: 'anthropic',
  })
  source?: (typeof ACCOUNTS)[number];

  @Zone({ description: 'Whose days; a provider counts those of UTC', default: 'UTC' })
  tz: string = 'UTC';
}

const USD = { type: String, nullable: true } as const;

/** What the present month will come to; all amounts in USD. */
export class ForecastDto {
  @ApiProperty({ description: 'The first day of the month', example: '2026-11-01' })
  from: string;

  @ApiProperty({ description: 'The first day of the next month', example: '2026-12-01' })
  to: string;

  @ApiProperty({ description: 'The zone whose midnights part the days', example: 'Europe/Zurich' })
  tz: string;

  @ApiProperty({
    enum: ['zone', 'utc'],
    description: '`utc`: the provider counts days of UTC, whatever zone is asked for',
    example: 'zone',
  })
  days: 'zone' | 'utc';

  @ApiProperty({ ...USD, description: 'Exact; null when nothing is known', example: '61.204' })
  monthToDate: string | null;

  @ApiProperty({
    enum: ['exact', 'at_least', 'at_most', 'unknown'],
    description: 'How sure `monthToDate` is',
    example: 'exact',
  })
  certainty: string;

  @ApiProperty({ ...USD, description: 'Null when there is none: see `reason`', example: '104.31' })
  forecast: string | null;

  @ApiProperty({ ...USD, description: 'The lower end of the range', example: '98.02' })
  low: string | null;

  @ApiProperty({ ...USD, description: 'The upper end of the range', example: '110.60' })
  high: string | null;

  @ApiProperty({
    enum: ['measured', 'assumed'],
    nullable: true,
    type: String,
    description:
      '`measured`: some four of five past months of this series fell into such a range. `assumed`: there ' +
      'are fewer than four past months to measure, and the range is as wide as all that is expected',
    example: 'measured',
  })
  range: string | null;

  @ApiProperty({
    enum: NO_FORECAST,
    nullable: true,
    type: String,
    description:
      'Why there is none. `nothing_known`: there are no figures yet. `too_old`: the figures end more than ' +
      'seven days ago. `too_little_history`: fewer than 14 days are known',
    example: null,
  })
  reason: string | null;

  @ApiProperty({
    description: 'Some of what it is made of is unknown: the month comes to at least that',
    example: false,
  })
  isAtLeast: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Days of the month that are not over, or not known; today is one of them',
    example: 12,
  })
  daysLeft: number;

  @ApiProperty({ description: 'How it is made: docs/insights.md tells', example: METHOD })
  method: string;

  @ApiProperty({
    type: 'integer',
    description: 'Past months that were forecast at the same day, and compared',
    example: 9,
  })
  monthsMeasured: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Median of how far these forecasts were off, in percent of the month; null when none was measured',
    example: '2.4',
  })
  medianErrorPercent: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Up to when everything is in it; null when nothing was read yet',
    example: '2026-11-19T08:15:00.000Z',
  })
  asOf: Date | null;

  @ApiProperty({ description: 'It should be newer: the provider cannot be asked', example: false })
  isStale: boolean;

  constructor({ period, days, monthToDate, month, reason, errors, ...rest }: Forecast) {
    this.from = period.from;
    this.to = period.to;
    this.tz = period.tz;
    this.days = days;
    this.monthToDate = monthToDate.value && formatUsd(monthToDate.value);
    this.certainty = monthToDate.certainty;
    this.forecast = month === undefined ? null : shown(month.forecast);
    this.low = month === undefined ? null : shown(month.low);
    this.high = month === undefined ? null : shown(month.high);
    this.range = month?.range ?? null;
    this.reason = reason;
    this.isAtLeast = rest.isAtLeast;
    this.daysLeft = rest.daysLeft;
    this.method = METHOD;
    this.monthsMeasured = errors.months;
    this.medianErrorPercent = errors.medianError === null ? null : percent(errors.medianError);
    this.asOf = rest.asOf;
    this.isStale = rest.isStale;
  }
}

/** An estimate has no use for more than six decimals. */
function shown(nano: bigint): string {
  return formatUsdc(microOf(nano));
}

/** @param millionths of a percent */
function percent(millionths: bigint): string {
  const tenths = (millionths + 50_000n) / 100_000n;
  return `${tenths / 10n}.${tenths % 10n}`;
}
