import { ApiProperty } from '@nestjs/swagger';
import { formatUsdc } from '../../../common/money/index.js';
import {
  type Budget,
  BUDGET_PERIODS,
  type BudgetScope,
  type Pause,
  PAUSE_STATUSES,
  type PauseStatus,
  type PauseTarget,
  type Reached,
  SPENDING,
} from './budget.js';
import type { BudgetPage } from './budgets.service.js';

const NULLABLE = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;

class ScopeAnswer {
  @ApiProperty({ description: 'What is spent', enum: SPENDING, example: 'calls' })
  of: string;

  @ApiProperty({
    description: 'Only calls of this resource; null for all',
    ...NULLABLE,
    example: null,
  })
  resourceId: string | null;

  @ApiProperty({
    description: 'Only calls on your key of this provider; null for all',
    ...NULLABLE,
    example: 'claude',
  })
  provider: string | null;

  @ApiProperty({ description: 'Only this workspace; null for all', ...NULLABLE, example: null })
  workspaceId: string | null;

  constructor(scope: BudgetScope) {
    this.of = scope.of;
    this.resourceId = scope.resourceId;
    this.provider = scope.provider;
    this.workspaceId = scope.workspaceId;
  }
}

class TargetAnswer {
  @ApiProperty({ ...NULLABLE, description: 'The resource that goes off sale', example: null })
  resourceId: string | null;

  @ApiProperty({ ...NULLABLE, description: 'Whose key is switched off', example: 'claude' })
  provider: string | null;

  constructor({ resourceId, provider }: PauseTarget) {
    this.resourceId = resourceId;
    this.provider = provider;
  }
}

class PauseAnswer extends TargetAnswer {
  @ApiProperty({ type: 'integer', description: 'At which of the thresholds', example: 100 })
  at: number;

  constructor(pause: Pause) {
    super(pause);
    this.at = pause.at;
  }
}

class MadePauseAnswer extends TargetAnswer {
  @ApiProperty({
    enum: PAUSE_STATUSES,
    description:
      '`due`: the server is about to pause it. `done`: it was paused, and stays so until you resume it. ' +
      '`not_needed`: it was not on sale, or the key was not on',
    example: 'done',
  })
  status: PauseStatus;

  constructor(pause: PauseTarget & { readonly status: PauseStatus }) {
    super(pause);
    this.status = pause.status;
  }
}

class ReachedAnswer {
  @ApiProperty({ type: 'integer', description: 'Percent', example: 80 })
  threshold: number;

  @ApiProperty({ description: 'What was spent when the server saw it, in USD', example: '80.0412' })
  spentUsd: string;

  @ApiProperty({ description: 'Some of the spending was unknown', example: false })
  isAtLeast: boolean;

  @ApiProperty({
    description: 'When spending reached it',
    ...TIME,
    example: '2026-11-21T07:05:00.000Z',
  })
  reachedAt: Date;

  @ApiProperty({ type: () => MadePauseAnswer, nullable: true, description: 'What it paused' })
  pause: MadePauseAnswer | null;

  constructor({ threshold, spentUsd, isAtLeast, reachedAt, pause }: Reached) {
    this.threshold = threshold;
    this.spentUsd = spentUsd;
    this.isAtLeast = isAtLeast;
    this.reachedAt = reachedAt;
    this.pause = pause && new MadePauseAnswer(pause);
  }
}

class StandingAnswer {
  @ApiProperty({ description: 'The first day of the present period', example: '2026-11-01' })
  from: string;

  @ApiProperty({ description: 'The day after its last', example: '2026-12-01' })
  to: string;

  @ApiProperty({ ...NULLABLE, description: 'Exact; null while nobody knows', example: '81.2034' })
  spentUsd: string | null;

  @ApiProperty({
    enum: ['exact', 'at_least', 'unknown'],
    description:
      '`at_least`: some of the spending is unknown, and thresholds are compared with what is known',
    example: 'exact',
  })
  certainty: string;

  @ApiProperty({
    ...NULLABLE,
    description: 'What is left; below zero beyond the limit',
    example: '18.7966',
  })
  remainingUsd: string | null;

  @ApiProperty({ ...NULLABLE, description: 'Percent of the amount, rounded down', example: '81.2' })
  percent: string | null;

  @ApiProperty({
    ...TIME,
    nullable: true,
    description: 'Up to when all spending is in it',
    example: '2026-11-21T07:00:00.000Z',
  })
  asOf: Date | null;

  @ApiProperty({
    description: 'It should be newer: who knows more cannot be asked',
    example: false,
  })
  isStale: boolean;

  @ApiProperty({
    ...TIME,
    nullable: true,
    description: 'When the server looked; null before the first time in a period',
    example: '2026-11-21T07:05:00.000Z',
  })
  evaluatedAt: Date | null;

  @ApiProperty({ type: [ReachedAnswer], description: 'In this period, at this amount' })
  reached: ReachedAnswer[];

  constructor({ present, standing, reached }: Budget) {
    this.from = present.from;
    this.to = present.to;
    this.spentUsd = standing?.spentUsd ?? null;
    this.certainty = standing?.certainty ?? 'unknown';
    this.remainingUsd = standing?.remainingUsd ?? null;
    this.percent = standing?.percent ?? null;
    this.asOf = standing?.asOf ?? null;
    this.isStale = standing?.isStale ?? false;
    this.evaluatedAt = standing?.evaluatedAt ?? null;
    this.reached = reached.map((each) => new ReachedAnswer(each));
  }
}

/** A budget and how it stands. */
export class BudgetDto {
  @ApiProperty({ description: 'Id of the budget', example: '0d6a1c52-8f0b-4c1e-9b5e-2f7a4c3d1e60' })
  id: string;

  @ApiProperty({ description: 'What you call it', example: 'Claude in a month' })
  name: string;

  @ApiProperty({ description: 'What may be spent in a period, in USD', example: '100.00' })
  amountUsd: string;

  @ApiProperty({ description: 'How often it begins anew', enum: BUDGET_PERIODS, example: 'month' })
  period: string;

  @ApiProperty({ description: 'Whose midnights part the periods', example: 'Europe/Zurich' })
  tz: string;

  @ApiProperty({ description: 'Whose spending counts', type: ScopeAnswer })
  scope: ScopeAnswer;

  @ApiProperty({
    description: 'Percentages of the amount that are told',
    type: [Number],
    example: [50, 80, 100],
  })
  thresholds: number[];

  @ApiProperty({ type: PauseAnswer, nullable: true, description: 'What the server pauses' })
  pause: PauseAnswer | null;

  @ApiProperty({ description: 'How it stands in this period', type: StandingAnswer })
  standing: StandingAnswer;

  @ApiProperty({ description: 'When you created it', ...TIME, example: '2026-11-01T08:00:00.000Z' })
  createdAt: Date;

  constructor(budget: Budget) {
    this.id = budget.id;
    this.name = budget.name;
    this.amountUsd = formatUsdc(budget.amount);
    this.period = budget.period;
    this.tz = budget.tz;
    this.scope = new ScopeAnswer(budget.scope);
    this.thresholds = [...budget.thresholds];
    this.pause = budget.pause && new PauseAnswer(budget.pause);
    this.standing = new StandingAnswer(budget);
    this.createdAt = budget.createdAt;
  }
}

/** One page of budgets, newest first. */
export class BudgetPageDto {
  @ApiProperty({ description: 'Budgets, newest first', type: [BudgetDto] })
  items: BudgetDto[];

  @ApiProperty({
    ...NULLABLE,
    description: '`cursor` of the next page; null on the last one',
    example: null,
  })
  nextCursor: string | null;

  constructor({ rows, nextCursor }: BudgetPage) {
    this.items = rows.map((row) => new BudgetDto(row));
    this.nextCursor = nextCursor;
  }
}
