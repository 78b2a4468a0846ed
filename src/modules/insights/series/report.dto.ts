import { ApiProperty } from '@nestjs/swagger';
import type { Certainty, Parts } from './series.js';
import type { Report } from './report-view.js';
import type { Unit } from './source.js';

const CERTAINTIES = ['exact', 'at_least', 'at_most', 'unknown'] as const satisfies Certainty[];
const UNITS = ['usd', 'tokens', 'count', 'milliseconds'] as const satisfies Unit[];
const nullable = { nullable: true };

class PartsDto implements Parts {
  @ApiProperty({ type: 'integer', description: 'Whose value is known', example: 118 })
  priced: number;

  @ApiProperty({ type: 'integer', description: 'That certainly cost nothing', example: 4 })
  free: number;

  @ApiProperty({ type: 'integer', description: 'Whose value nobody said', example: 0 })
  unknown: number;
}

/** A sum. */
export class FigureDto {
  @ApiProperty({
    type: String,
    ...nullable,
    description: 'An exact decimal number; null when nothing is known',
    example: '12.34',
  })
  value: string | null;

  @ApiProperty({
    enum: CERTAINTIES,
    description: '`at_least`: parts or days are unknown, and the value is the sum of the others',
    example: 'exact',
  })
  certainty: Certainty;

  @ApiProperty({ description: 'Of how many parts it is made, by what is known of them' })
  parts: PartsDto;
}

/** A sum beside that of the period before. */
export class ComparedFigureDto extends FigureDto {
  @ApiProperty({
    type: FigureDto,
    ...nullable,
    description: 'The same of as many days before; null where it was not asked for',
  })
  prior: FigureDto | null;

  @ApiProperty({
    type: String,
    ...nullable,
    description:
      'By how much it changed, as a part of the prior one, rounded to six digits; null where that was 0, or one of them is not exact',
    example: '0.25',
  })
  change: string | null;
}

/** All of a dimension in the period. */
export class DimensionDto extends ComparedFigureDto {
  @ApiProperty({
    type: String,
    ...nullable,
    description: 'Id; null of what belongs to none, and of all others together',
    example: '9b2d3a1e-6f0c-4b62-8a57-3d1f0c9e7a11',
  })
  id: string | null;

  @ApiProperty({ type: String, ...nullable, description: 'As you call it', example: 'Haiku' })
  name: string | null;

  @ApiProperty({ description: 'True of all that is left beside the largest', example: false })
  isOther: boolean;
}

/** A figure of one day. */
export class PointDto {
  @ApiProperty({
    description: 'Day, in the time zone that was asked for',
    format: 'date',
    example: '2026-11-28',
  })
  date: string;

  @ApiProperty({ type: String, ...nullable, description: 'Id of its dimension', example: null })
  dimension: string | null;

  @ApiProperty({ description: 'True of all that is left beside the largest', example: false })
  isOther: boolean;

  @ApiProperty({
    type: String,
    ...nullable,
    description: 'Null of a day of which nothing is known, or not yet; 0 when nothing happened',
    example: '0.40',
  })
  value: string | null;

  @ApiProperty({ description: 'Whether more can still come', enum: CERTAINTIES, example: 'exact' })
  certainty: Certainty;

  @ApiProperty({
    description: 'False while more can come to the day, and when nothing is known of it',
    example: true,
  })
  isFinished: boolean;
}

class DaysDto {
  @ApiProperty({ format: 'date', description: 'First day', example: '2026-11-01' })
  from: string;

  @ApiProperty({ format: 'date', description: 'The day after the last', example: '2026-12-01' })
  to: string;
}

class FilterDto {
  @ApiProperty({ description: 'What is filtered by', example: 'model' })
  dimension: string;

  @ApiProperty({ description: 'The one that counts', example: 'claude:claude-sonnet-5-5' })
  id: string;
}

/** What the figures of a report are figures of. */
export class ScopeDto {
  @ApiProperty({
    description: 'All of it in words, for a heading',
    example:
      'Cost of calls, in US dollars, by model, of 2026-11-01 to 2026-11-30, days of Europe/Berlin',
  })
  title: string;

  @ApiProperty({ description: '`calls`, or the provider that counted', example: 'calls' })
  source: string;

  @ApiProperty({ description: 'What is counted', example: 'cost' })
  measure: string;

  @ApiProperty({ description: 'What the values are in', enum: UNITS, example: 'usd' })
  unit: Unit;

  @ApiProperty({
    description: 'What the groups are made by; null when there is one group',
    type: String,
    ...nullable,
    example: 'model',
  })
  by: string | null;

  @ApiProperty({ type: [FilterDto], description: 'Only what has all of these ids' })
  filters: FilterDto[];

  @ApiProperty({ description: 'The days that were asked for' })
  period: DaysDto;

  @ApiProperty({ type: DaysDto, ...nullable, description: 'What it is compared with' })
  prior: DaysDto | null;

  @ApiProperty({ description: 'What the days are days of', example: 'Europe/Berlin' })
  tz: string;

  @ApiProperty({ description: 'The same in words', example: 'days of Europe/Berlin' })
  days: string;

  @ApiProperty({
    type: String,
    ...nullable,
    format: 'date-time',
    description: 'Up to when everything is in the figures; null while nothing is',
  })
  asOf: string | null;

  @ApiProperty({ description: 'The figures should be newer by now', example: false })
  isStale: boolean;

  @ApiProperty({
    type: String,
    ...nullable,
    format: 'date',
    description: 'First day that is known; null when all are',
    example: null,
  })
  knownFrom: string | null;

  @ApiProperty({
    type: String,
    ...nullable,
    format: 'date',
    description: 'The day after the last that is known; null when all are',
    example: null,
  })
  knownTo: string | null;
}

/** Figures of one measure, by day and dimension: all that a chart and its table need. */
export class ReportDto implements Omit<Report, 'charts'> {
  @ApiProperty({ description: 'What the report is about' })
  scope: ScopeDto;

  @ApiProperty({ description: 'All of the period; nobody has to add up anything' })
  total: ComparedFigureDto;

  @ApiProperty({ type: [DimensionDto], description: 'The largest first; empty without `by`' })
  dimensions: DimensionDto[];

  @ApiProperty({
    type: [PointDto],
    description:
      'Every day of the period, for each of `dimensions` in their order; without `by`, of all',
  })
  points: PointDto[];

  @ApiProperty({
    type: [PointDto],
    description: 'Every day of the period, all dimensions together',
  })
  days: PointDto[];

  @ApiProperty({
    type: [PointDto],
    description: 'Every day of the period before; empty where it was not asked for',
  })
  priorDays: PointDto[];
}
