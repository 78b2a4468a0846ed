import { ApiProperty } from '@nestjs/swagger';
import { formatUsd } from '../../../../common/money/index.js';
import type { Figure } from '../../series/series.js';
import { SourceProperty, type Source } from './account-status.dto.js';
import type { Remaining } from './month.js';
import type { AccountFigures } from './provider-accounts.service.js';

/** A sum of a provider’s figures. */
export class ReportedFigureDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'An exact decimal number; null when nothing is known',
    example: '12.5000375',
  })
  value: string | null;

  @ApiProperty({
    enum: ['exact', 'at_least', 'at_most', 'unknown'],
    description: '`at_least` when parts of it are unknown',
    example: 'exact',
  })
  certainty: string;

  @SourceProperty()
  source: Source;

  static of({ value, certainty }: Figure, isKnown = true): ReportedFigureDto {
    return isKnown && value !== null
      ? { value, certainty, source: 'reported' }
      : { value: null, certainty: 'unknown', source: 'not_reported' };
  }

  /** The same of US dollars. */
  static ofMoney({ value, ...figure }: Figure, isKnown = true): ReportedFigureDto {
    return this.of({ ...figure, value: value && formatUsd(value) }, isKnown);
  }
}

export class MonthFiguresDto {
  @ApiProperty({ description: 'Requests of the month' })
  requests: ReportedFigureDto;

  @ApiProperty({ description: 'Tokens of the month' })
  tokens: ReportedFigureDto;

  @ApiProperty({ description: 'In US dollars, after discounts' })
  cost: ReportedFigureDto;
}

export class ModelMonthDto extends MonthFiguresDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null for what no model did, and for all models beyond the largest fifty',
    example: 'claude-opus-5-5',
  })
  model: string | null;
}

/** The present month of UTC. */
export class MonthDto extends MonthFiguresDto {
  @ApiProperty({ description: 'First day of the month', example: '2026-11-01' })
  from: string;

  @ApiProperty({ description: 'The day after its last', example: '2026-12-01' })
  to: string;

  @ApiProperty({ description: 'Tokens read' })
  inputTokens: ReportedFigureDto;

  @ApiProperty({ description: 'Tokens written' })
  outputTokens: ReportedFigureDto;

  @ApiProperty({ description: 'Tokens read from a cache' })
  cacheReadTokens: ReportedFigureDto;

  @ApiProperty({ description: 'Tokens written to a cache' })
  cacheWriteTokens: ReportedFigureDto;

  @ApiProperty({ description: 'In US dollars, before discounts' })
  listCost: ReportedFigureDto;

  @ApiProperty({ type: [ModelMonthDto], description: 'The largest by cost first' })
  models: ModelMonthDto[];

  static of({ month, usage }: AccountFigures): MonthDto {
    const { period } = month.cost.series;
    const isKnown = usage !== undefined && usage.knownTo > period.from;
    const total = (measure: keyof typeof month) =>
      ReportedFigureDto.of(month[measure].series.total, isKnown);
    const money = (measure: 'cost' | 'listCost') =>
      ReportedFigureDto.ofMoney(month[measure].series.total, isKnown);
    return {
      from: period.from,
      to: period.to,
      requests: total('requests'),
      tokens: total('tokens'),
      inputTokens: total('inputTokens'),
      outputTokens: total('outputTokens'),
      cacheReadTokens: total('cacheReadTokens'),
      cacheWriteTokens: total('cacheWriteTokens'),
      cost: money('cost'),
      listCost: money('listCost'),
      models: month.cost.series.dimensions
        .filter(({ isOther }) => !isOther)
        .map((cost) => modelMonth(month, cost)),
    };
  }
}

function modelMonth(
  month: AccountFigures['month'],
  cost: Figure & { readonly dimension: string | null },
): ModelMonthDto {
  const of = (measure: 'requests' | 'tokens') =>
    month[measure].series.dimensions.find(
      ({ dimension, isOther }) => dimension === cost.dimension && !isOther,
    );
  const unknown: Figure = {
    value: null,
    certainty: 'unknown',
    parts: { priced: 0, free: 0, unknown: 1 },
  };
  return {
    model: cost.dimension,
    requests: ReportedFigureDto.of(of('requests') ?? unknown),
    tokens: ReportedFigureDto.of(of('tokens') ?? unknown),
    cost: ReportedFigureDto.ofMoney(cost),
  };
}

export class RemainingDto {
  @ApiProperty({ type: String, nullable: true, description: 'US dollars', example: '87.50' })
  value: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['credits', 'key_limit', 'spend_limit'],
    description: 'Of what: what was paid in, the limit of the key, or the limit of the month',
    example: 'spend_limit',
  })
  of: string | null;

  @ApiProperty({
    description: 'How certain the value is',
    enum: ['exact', 'at_most', 'unknown'],
    example: 'exact',
  })
  certainty: string;

  @SourceProperty()
  source: Source;

  static of(remaining: Remaining | null): RemainingDto {
    return remaining === null
      ? { value: null, of: null, certainty: 'unknown', source: 'not_reported' }
      : { ...remaining, value: formatUsd(remaining.value), source: 'reported' };
  }
}
