import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import { WholeNumber } from '../../../common/http/index.js';
import { ComparedFigureDto, FigureDto, ScopeDto } from '../series/report.dto.js';
import { PeriodQuery } from '../series/report-query.dto.js';
import { AccountOverviewDto } from './account-overview.dto.js';
import type { Summary } from './summary-view.js';

/** Query of an overview. */
export class SummaryQuery extends PeriodQuery {
  @WholeNumber({
    min: 1,
    max: 20,
    inQuery: true,
    default: 5,
    description: 'How many resources to tell of, those that earned most first',
  })
  top: number = 5;
}

class SummaryScopeDto extends PickType(ScopeDto, [
  'title',
  'period',
  'prior',
  'tz',
  'days',
  'asOf',
  'isStale',
  'knownFrom',
]) {}

class DayFigureDto extends OmitType(FigureDto, ['parts']) {}

class SummaryDayDto {
  @ApiProperty({
    description: 'Day, in the time zone that was asked for',
    format: 'date',
    example: '2026-11-28',
  })
  date: string;

  @ApiProperty({
    description: 'False while more can come to the day, and when nothing is known of it',
    example: true,
  })
  isFinished: boolean;

  @ApiProperty({ description: 'Earned, after fees and refunds, in USD' })
  net: DayFigureDto;

  @ApiProperty({ description: 'Paid calls' })
  calls: DayFigureDto;

  @ApiProperty({ description: 'Runs of the day' })
  runs: DayFigureDto;

  @ApiProperty({ description: 'Runs without a result' })
  failures: DayFigureDto;

  @ApiProperty({ description: 'Cost of runs, in USD' })
  cost: DayFigureDto;

  @ApiProperty({ description: 'What is left, in USD' })
  margin: DayFigureDto;
}

class SummaryResourceDto {
  @ApiProperty({
    description: 'Id of the resource',
    format: 'uuid',
    example: '9b2d3a1e-6f0c-4b62-8a57-3d1f0c9e7a11',
  })
  id: string;

  @ApiProperty({ description: 'As you call it', example: 'Haiku' })
  name: string;

  @ApiProperty({ description: 'What it earned you, after fees and refunds' })
  net: ComparedFigureDto;

  @ApiProperty({ description: 'Calls that buyers paid for' })
  calls: ComparedFigureDto;

  @ApiProperty({ description: 'Runs, paid or not' })
  runs: ComparedFigureDto;

  @ApiProperty({ description: 'Runs without a result' })
  failures: ComparedFigureDto;

  @ApiProperty({ description: 'What its models cost you' })
  cost: ComparedFigureDto;

  @ApiProperty({ description: 'What is left' })
  margin: ComparedFigureDto;
}

class TestRunsDto {
  @ApiProperty({ description: 'Test runs' })
  runs: ComparedFigureDto;

  @ApiProperty({ description: 'Test runs without a result' })
  failures: ComparedFigureDto;

  @ApiProperty({ description: 'Tokens of test runs' })
  tokens: ComparedFigureDto;

  @ApiProperty({ description: 'What test runs cost you' })
  cost: ComparedFigureDto;
}

class OwnPurchasesDto {
  @ApiProperty({ description: 'Calls that you bought of yourself' })
  calls: ComparedFigureDto;

  @ApiProperty({ description: 'What you paid to yourself' })
  gross: ComparedFigureDto;

  @ApiProperty({ description: 'What the platform took of it' })
  fees: ComparedFigureDto;

  @ApiProperty({ description: 'What came back to you' })
  net: ComparedFigureDto;

  @ApiProperty({ description: 'Runs of these calls' })
  runs: ComparedFigureDto;

  @ApiProperty({ description: 'What they cost you' })
  cost: ComparedFigureDto;
}

class ApartDto {
  @ApiProperty({ description: 'Your test runs' })
  tests: TestRunsDto;

  @ApiProperty({ description: 'What you bought of yourself, with a wallet of yours' })
  ownPurchases: OwnPurchasesDto;
}

/** All that an overview shows of what was sold and what ran. Amounts are USD; one USDC is taken for one. */
export class SummaryDto implements Omit<Summary, 'scope' | 'charts'> {
  @ApiProperty({ description: 'What the figures are figures of' })
  scope: SummaryScopeDto;

  @ApiProperty({ description: 'Paid by buyers' })
  gross: ComparedFigureDto;

  @ApiProperty({ description: 'Fees of the platform' })
  fees: ComparedFigureDto;

  @ApiProperty({ description: 'Refunds that reached buyers' })
  refunded: ComparedFigureDto;

  @ApiProperty({ description: 'Refunds that became owed, less those paid' })
  refundsOwed: ComparedFigureDto;

  @ApiProperty({ description: 'gross − fees − refunded − refundsOwed' })
  net: ComparedFigureDto;

  @ApiProperty({ description: 'Paid calls' })
  calls: ComparedFigureDto;

  @ApiProperty({ description: 'Runs for buyers, those that nobody was charged for among them' })
  runs: ComparedFigureDto;

  @ApiProperty({ description: 'Those without a result' })
  failures: ComparedFigureDto;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'failures / runs, rounded to six digits; null where nothing ran',
    example: '0.02',
  })
  failureRate: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same of the period before' })
  priorFailureRate: string | null;

  @ApiProperty({ description: 'Tokens of calls by buyers' })
  tokens: ComparedFigureDto;

  @ApiProperty({ description: 'What the runs cost at the models’ providers' })
  cost: ComparedFigureDto;

  @ApiProperty({ description: 'net − cost; `at_most` while a cost is unknown' })
  margin: ComparedFigureDto;

  @ApiProperty({ description: 'What is in none of the figures above' })
  apart: ApartDto;

  @ApiProperty({ type: [SummaryResourceDto], description: 'Those that earned most, first' })
  resources: SummaryResourceDto[];

  @ApiProperty({ type: [SummaryDayDto], description: 'Every day of the period' })
  days: SummaryDayDto[];

  @ApiProperty({ type: [SummaryDayDto], description: 'Every day of the period before' })
  priorDays: SummaryDayDto[];

  @ApiProperty({
    type: [AccountOverviewDto],
    description: 'Accounts at providers that you connected; of the present month of UTC',
  })
  accounts: AccountOverviewDto[];
}
