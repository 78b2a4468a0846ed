import { ApiProperty } from '@nestjs/swagger';
import { FigureDto } from '../series/report.dto.js';
import type { AccountOverview } from './account-overviews.service.js';

const nullable = { nullable: true, type: String };

class PlanInShortDto {
  @ApiProperty({
    enum: ['declared', 'not_reported'],
    description:
      '`declared`: you said so, no provider tells it. `not_reported`: nobody said anything',
  })
  source: 'declared' | 'not_reported';

  @ApiProperty({
    description: 'What the plan is called; null when you said nothing',
    ...nullable,
    example: 'Max',
  })
  tier: string | null;

  @ApiProperty({ ...nullable, description: 'USD', example: '100.00' })
  price: string | null;

  @ApiProperty({ description: 'How often it is paid', ...nullable, example: 'monthly' })
  cycle: string | null;

  @ApiProperty({
    description: 'When it is paid next',
    ...nullable,
    format: 'date',
    example: '2026-12-15',
  })
  nextPayment: string | null;
}

class SpanOfMonthDto {
  @ApiProperty({ description: 'First day of the month', format: 'date', example: '2026-11-01' })
  from: string;

  @ApiProperty({ format: 'date', description: 'The day after the last', example: '2026-12-01' })
  to: string;
}

/** An account at a provider in short: the present month, in days of UTC. */
export class AccountOverviewDto implements AccountOverview {
  @ApiProperty({ description: 'Id of the provider', example: 'anthropic' })
  provider: string;

  @ApiProperty({ description: 'How the collection of its figures stands', example: 'complete' })
  status: string;

  @ApiProperty({ description: 'The plan, as you declared it' })
  plan: PlanInShortDto;

  @ApiProperty({ description: 'The month that the figures are of' })
  month: SpanOfMonthDto;

  @ApiProperty({ description: 'Requests of the month' })
  requests: FigureDto;

  @ApiProperty({ description: 'Tokens of the month' })
  tokens: FigureDto;

  @ApiProperty({ description: 'USD' })
  cost: FigureDto;

  @ApiProperty({
    ...nullable,
    description: 'USD that are left to spend; null where the provider does not report it',
    example: '41.20',
  })
  remaining: string | null;

  @ApiProperty({ ...nullable, format: 'date-time', description: 'When it was last read whole' })
  syncedAt: string | null;

  @ApiProperty({ ...nullable, format: 'date-time', description: 'Up to when everything is in it' })
  asOf: string | null;

  @ApiProperty({ description: 'The figures should be newer by now', example: false })
  isStale: boolean;
}
