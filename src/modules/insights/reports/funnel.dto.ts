import { ApiProperty, PickType } from '@nestjs/swagger';
import { OneOf, Uuid } from '../../../common/http/index.js';
import type { Rates, StepCounts } from '../funnel/funnel.js';
import { PeriodQuery } from '../series/report-query.dto.js';
import { ScopeDto } from '../series/report.dto.js';
import type { Certainty } from '../series/series.js';
import type { FunnelView } from './funnel-view.js';

const AUDIENCES = ['buyers', 'bots', 'own', 'all'];
const nullable = { nullable: true };

/** Query of a funnel. */
export class FunnelQuery extends PeriodQuery {
  @Uuid({ optional: true, description: 'Of one resource; of all if left out' })
  resource?: string;

  @OneOf(AUDIENCES, {
    default: 'buyers',
    description:
      'Who asked: `buyers` are all but `bots`, which never pay, and wallets of yours (`own`)',
  })
  audience: string = 'buyers';
}

class StepCountsDto implements StepCounts {
  @ApiProperty({ type: 'integer', description: 'Prices told', example: 410 })
  challenges: number;

  @ApiProperty({ type: 'integer', description: 'Payments tried', example: 63 })
  tried: number;

  @ApiProperty({ type: 'integer', description: 'Payments refused', example: 3 })
  refused: number;

  @ApiProperty({ type: 'integer', description: 'Calls paid, as the ledger says', example: 60 })
  paid: number;

  @ApiProperty({ type: 'integer', description: 'Paid calls with a result', example: 59 })
  delivered: number;
}

function Rate(description: string) {
  return ApiProperty({ type: String, ...nullable, description, example: '0.153659' });
}

/** Rounded to six digits; null of nothing. Who pays without asking for the price first makes one above 1. */
class RatesDto implements Rates {
  @Rate('Payments tried, of prices told')
  tried: string | null;

  @Rate('Payments refused, of those tried')
  refused: string | null;

  @Rate('Calls paid, of payments tried')
  paid: string | null;

  @Rate('Calls with a result, of those paid')
  delivered: string | null;
}

class FunnelTotalDto {
  @ApiProperty({ type: StepCountsDto, ...nullable, description: 'Null when nothing is known' })
  counts: StepCountsDto | null;

  @ApiProperty({
    enum: ['exact', 'at_least', 'unknown'],
    description: '`at_least` when some days are unknown',
  })
  certainty: Certainty;

  @ApiProperty({ description: 'How many of each step went on to the next' })
  rates: RatesDto;
}

class FunnelDayDto {
  @ApiProperty({
    description: 'Day, in the time zone that was asked for',
    format: 'date',
    example: '2026-11-28',
  })
  date: string;

  @ApiProperty({ type: StepCountsDto, ...nullable, description: 'Null when nothing is known' })
  counts: StepCountsDto | null;

  @ApiProperty({ description: 'How many of each step went on to the next' })
  rates: RatesDto;

  @ApiProperty({
    description: 'False while more can come to the day, and when nothing is known of it',
    example: true,
  })
  isFinished: boolean;
}

class RefusalsDto {
  @ApiProperty({ description: 'Code of the reason, as buyers are told', example: 'expired' })
  reason: string;

  @ApiProperty({ description: 'Payments refused for this reason', type: 'integer', example: 2 })
  count: number;
}

/** What a funnel is of, as a report says it. */
class FunnelScopeDto extends PickType(ScopeDto, [
  'filters',
  'period',
  'prior',
  'tz',
  'asOf',
  'isStale',
  'knownFrom',
]) {}

/** From a price that was told to a result. */
export class FunnelDto extends FunnelTotalDto implements FunnelView {
  @ApiProperty({ description: 'What the funnel is about' })
  scope: FunnelScopeDto;

  @ApiProperty({ type: FunnelTotalDto, ...nullable, description: 'The period before' })
  prior: FunnelTotalDto | null;

  @ApiProperty({ type: [RefusalsDto], description: 'Why payments were refused, most often first' })
  reasons: RefusalsDto[];

  @ApiProperty({ type: [FunnelDayDto], description: 'Every day of the period' })
  days: FunnelDayDto[];
}
