import {
  ListOf,
  Nested,
  OneOf,
  Text,
  Uuid,
  WholeNumber,
  wholeNumber,
} from '../../../common/http/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import {
  PLAIN_LINE,
  READABLE_MESSAGE,
  toNfc,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../common/text/index.js';
import { Zone } from '../forecast/forecast.dto.js';
import {
  BUDGET_PERIODS,
  type BudgetPeriod,
  type BudgetScope,
  type BudgetTerms,
  DEFAULT_THRESHOLDS,
  MAX_THRESHOLDS,
  type NewBudget,
  SPENDING,
} from './budget.js';

/** Dollars with at most six decimals, above nothing. */
const DOLLARS = /^(0|[1-9]\d{0,8})(\.\d{1,6})?$/;
const DOLLARS_MESSAGE = 'must be US dollars above 0 as a decimal text such as "100.00"';

const Name = (optional: boolean) =>
  Text({
    min: 1,
    max: 100,
    rules: [
      [PLAIN_LINE, READABLE_MESSAGE],
      [VISIBLE, VISIBLE_MESSAGE],
    ],
    tidy: toNfc,
    optional,
    description: 'To tell budgets apart; events have it',
    example: 'Claude in a month',
  });

const Amount = (optional: boolean) =>
  Text({
    max: 16,
    pattern: DOLLARS,
    message: DOLLARS_MESSAGE,
    rules: [[(text) => (parseUsdc(text) ?? 0n) > 0n, DOLLARS_MESSAGE]],
    optional,
    description: 'The limit of a period, in USD',
    example: '100.00',
  });

const Thresholds = () =>
  ListOf(wholeNumber({ min: 1, max: 1_000 }), {
    min: 1,
    max: MAX_THRESHOLDS,
    unique: true,
    optional: true,
    description: `Percents of the amount at which you are told; ${DEFAULT_THRESHOLDS.join(', ')} when left out`,
    example: [50, 80, 100],
  });

const Provider = (description: string) =>
  Text({ min: 1, max: 64, optional: true, nullable: true, description, example: 'claude' });

const Resource = (description: string) =>
  Uuid({
    optional: true,
    nullable: true,
    description,
    example: '9b2d3a1e-6f0c-4b62-8a57-3d1f0c9e7a11',
  });

/** Which spending a budget is about. */
export class BudgetScopeDto {
  @OneOf(SPENDING, {
    description:
      '`calls`: what calls cost on your keys, your test runs included. `anthropic`, `openrouter`: the bill of that account',
    example: 'calls',
  })
  of: BudgetScope['of'];

  @Resource('Only calls of this resource')
  resourceId?: string | null;

  @Provider('Only calls on your key of this provider')
  provider?: string | null;

  @Text({
    min: 1,
    max: 100,
    pattern: /^[\x21-\x7e]+$/,
    message: 'must be the id of a workspace',
    optional: true,
    nullable: true,
    description: 'Only this workspace of an account',
    example: 'wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ',
  })
  workspaceId?: string | null;
}

/** What the server pauses. */
export class BudgetPauseDto {
  @WholeNumber({ min: 1, max: 1_000, description: 'At which of the thresholds', default: 100 })
  at: number = 100;

  @Resource('This resource goes off sale; or `provider`')
  resourceId?: string | null;

  @Provider('Your key of this provider is switched off; or `resourceId`')
  provider?: string | null;
}

const PauseField = () =>
  Nested(() => BudgetPauseDto, {
    optional: true,
    nullable: true,
    description:
      'What the server pauses when a threshold is reached; it stays so until you resume it. Null is nothing',
  });

/** What a user decides about a new budget. */
export class CreateBudgetDto {
  @Name(false)
  name: string;

  @Amount(false)
  amountUsd: string;

  @OneOf(BUDGET_PERIODS, { description: 'For which time the amount is', default: 'month' })
  period: BudgetPeriod = 'month';

  @Zone({
    description:
      'Whose midnights part the periods; those of accounts are in UTC, as their provider counts',
    default: 'UTC',
  })
  tz: string = 'UTC';

  @Nested(() => BudgetScopeDto, { description: 'Whose spending counts' })
  scope: BudgetScopeDto;

  @Thresholds()
  thresholds?: number[];

  @PauseField()
  pause?: BudgetPauseDto | null;
}

/** What a user changes; what is left out stays as it is. */
export class ChangeBudgetDto {
  @Name(true)
  name?: string;

  @Amount(true)
  amountUsd?: string;

  @Thresholds()
  thresholds?: number[];

  @PauseField()
  pause?: BudgetPauseDto | null;
}

/** A new budget as it is kept. */
export function readBudget(given: CreateBudgetDto): NewBudget {
  const { name, amountUsd, period, tz, scope, thresholds = [...DEFAULT_THRESHOLDS] } = given;
  const { of, resourceId = null, provider = null, workspaceId = null } = scope;
  return {
    name,
    amount: parseUsdc(amountUsd) ?? 0n,
    period,
    tz,
    scope: { of, resourceId, provider, workspaceId },
    thresholds,
    pause: readPause(given.pause ?? null),
  };
}

/** A change as it is kept. */
export function readChange({
  name,
  amountUsd,
  thresholds,
  pause,
}: ChangeBudgetDto): Partial<BudgetTerms> {
  return {
    ...(name !== undefined && { name }),
    ...(amountUsd !== undefined && { amount: parseUsdc(amountUsd) ?? 0n }),
    ...(thresholds !== undefined && { thresholds }),
    ...(pause !== undefined && { pause: readPause(pause) }),
  };
}

function readPause(given: BudgetPauseDto | null): BudgetTerms['pause'] {
  if (given === null) return null;
  const { at, resourceId = null, provider = null } = given;
  return { at, resourceId, provider };
}
