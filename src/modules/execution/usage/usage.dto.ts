import { ApiProperty } from '@nestjs/swagger';
import { formatNanoUsd, formatUsdc } from '../../../common/money/index.js';
import type { UsageLine } from './usage-line.js';
import type { UsageTotal } from './usage-report.service.js';

const nullable = { nullable: true };

export class UsageLineDto implements UsageLine {
  @ApiProperty({ description: 'Id of the line', format: 'uuid' })
  id: string;

  @ApiProperty({
    description: 'When it was written down, at the end of the run',
    example: '2026-11-21T10:00:00.000Z',
  })
  createdAt: string;

  @ApiProperty({
    description: '`paid` by a buyer, `test` by you, `not_charged`, or `rerun` of a paid call',
    enum: ['paid', 'test', 'not_charged', 'rerun'],
  })
  status: UsageLine['status'];

  @ApiProperty({
    description: 'Code of the problem; null when there is a result',
    type: String,
    ...nullable,
    example: null,
  })
  failure: string | null;

  @ApiProperty({ description: 'USDC', example: '0.05' })
  amountPaid: string;

  @ApiProperty({
    type: String,
    ...nullable,
    description: 'What the provider charges the creator, in USD; null when it is not known',
    example: '0.0012',
  })
  providerCostUsd: string | null;

  @ApiProperty({
    description: 'The model that ran, where one did',
    type: String,
    ...nullable,
    example: 'claude:claude-sonnet-5-5',
  })
  model: string | null;

  @ApiProperty({ description: 'Tokens read', type: Number, ...nullable, example: 120 })
  inputTokens: number | null;

  @ApiProperty({ description: 'Tokens written', type: Number, ...nullable, example: 64 })
  outputTokens: number | null;

  @ApiProperty({ description: 'Tokens read from a cache', type: Number, ...nullable, example: 0 })
  cacheReadTokens: number | null;

  @ApiProperty({ description: 'Tokens written to a cache', type: Number, ...nullable, example: 0 })
  cacheWriteTokens: number | null;

  @ApiProperty({ description: 'How long the run took', example: 1800 })
  durationMs: number;

  @ApiProperty({ description: 'Wallet that paid', type: String, ...nullable })
  payer: string | null;

  @ApiProperty({
    description: 'Where it was paid',
    type: String,
    ...nullable,
    example: 'eip155:8453',
  })
  network: string | null;

  @ApiProperty({ description: 'The transfer, where there is one', type: String, ...nullable })
  transaction: string | null;

  @ApiProperty({ description: 'The call; `GET /executions/{id}` shows it', format: 'uuid' })
  executionId: string;

  @ApiProperty({ type: String, ...nullable, format: 'uuid', description: 'Null for a draft' })
  versionId: string | null;
}

export class UsagePage {
  @ApiProperty({ description: 'Runs, newest first', type: [UsageLineDto] })
  items: UsageLineDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  nextCursor: string | null;
}

class UsageTotalDto {
  @ApiProperty({
    description: 'How the runs of this sum ended',
    enum: ['paid', 'test', 'not_charged', 'rerun'],
  })
  status: UsageLine['status'];

  @ApiProperty({ description: 'How many there were', example: 12 })
  runs: number;

  @ApiProperty({ description: 'How many of these lines are runs without a result', example: 0 })
  failures: number;

  @ApiProperty({ description: 'USDC', example: '0.60' })
  amountPaid: string;

  @ApiProperty({ type: String, ...nullable, description: 'USD, as far as known', example: '0.02' })
  providerCostUsd: string | null;

  @ApiProperty({ description: 'Tokens read', type: Number, ...nullable, example: 1440 })
  inputTokens: number | null;

  @ApiProperty({ description: 'Tokens written', type: Number, ...nullable, example: 768 })
  outputTokens: number | null;

  constructor(total: UsageTotal) {
    const { status, runs, failures, amountPaid, providerCost, inputTokens, outputTokens } = total;
    this.status = status;
    this.runs = runs;
    this.failures = failures;
    this.amountPaid = formatUsdc(amountPaid);
    this.providerCostUsd = providerCost === null ? null : formatNanoUsd(providerCost);
    this.inputTokens = inputTokens === null ? null : Number(inputTokens);
    this.outputTokens = outputTokens === null ? null : Number(outputTokens);
  }
}

export class UsageSummary {
  @ApiProperty({ description: 'First moment that counts', format: 'date-time' })
  from: string;

  @ApiProperty({ description: 'First moment that does not count', format: 'date-time' })
  to: string;

  @ApiProperty({ type: [UsageTotalDto], description: 'A sum for each way in which calls ended' })
  totals: UsageTotalDto[];

  constructor(from: Date, to: Date, totals: readonly UsageTotal[]) {
    this.from = from.toISOString();
    this.to = to.toISOString();
    this.totals = totals.map((total) => new UsageTotalDto(total));
  }
}
