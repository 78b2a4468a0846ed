import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PageQuery, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { BudgetDto, BudgetPageDto } from './budget-answer.dto.js';
import { tooManyBudgets } from './budget-problems.js';
import { ChangeBudgetDto, CreateBudgetDto, readBudget, readChange } from './budget.dto.js';
import { Budgets } from './budgets.service.js';

const NEW_BUDGETS = {
  calls: {
    summary: 'What all calls cost, told at 50, 80 and 100 percent',
    value: { name: 'Calls in a month', amountUsd: '100.00', scope: { of: 'calls' } },
  },
  paused: {
    summary: 'One key, which is switched off when the amount is spent',
    value: {
      name: 'Claude in a month',
      amountUsd: '50.00',
      scope: { of: 'calls', provider: 'claude' },
      pause: { at: 100, provider: 'claude' },
    },
  },
};
const CHANGES = {
  amount: { summary: 'Another amount', value: { amountUsd: '150.00' } },
  thresholds: { summary: 'Other thresholds', value: { thresholds: [80, 100] } },
};

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('insights/budgets')
export class BudgetsController {
  constructor(private readonly budgets: Budgets) {}

  @Post()
  @RequireScope('publish')
  @RateLimited({ policy: 'created_budgets', limit: 100, windowSeconds: 3_600 })
  @Operation({
    summary: 'Create a budget',
    description:
      'From now on the event `budget.reached` tells when spending reaches one of its thresholds, once in ' +
      'each period. The server looks every few minutes.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyBudgets],
  })
  @ApiBody({ type: CreateBudgetDto, examples: NEW_BUDGETS })
  @ApiCreatedResponse({ type: BudgetDto })
  async create(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: CreateBudgetDto,
  ): Promise<BudgetDto> {
    return new BudgetDto(await this.budgets.create(user.id, readBudget(body)));
  }

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'List my budgets and how they stand',
    description: 'Newest first.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: BudgetPageDto })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<BudgetPageDto> {
    return new BudgetPageDto(await this.budgets.page(user.id, limit, cursor));
  }

  @Get(':id')
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show a budget and how it stands',
    description: 'What is spent of it in this period, and which thresholds are reached.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: BudgetDto })
  async read(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<BudgetDto> {
    return new BudgetDto(await this.budgets.find(user.id, id));
  }

  @Patch(':id')
  @RequireScope('publish')
  @RateLimited({ policy: 'changed_budgets', limit: 100, windowSeconds: 3_600 })
  @Operation({
    summary: 'Change a budget',
    description:
      'Thresholds of a new amount are told anew, those that are reached already at once. What a budget ' +
      'has paused stays paused.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiBody({ type: ChangeBudgetDto, examples: CHANGES })
  @ApiOkResponse({ type: BudgetDto })
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Body() body: ChangeBudgetDto,
  ): Promise<BudgetDto> {
    return new BudgetDto(await this.budgets.change(user.id, id, readChange(body)));
  }

  @Delete(':id')
  @RequireScope('publish')
  @HttpCode(204)
  @Operation({
    summary: 'Delete a budget',
    description: 'What it has paused stays paused.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiNoContentResponse()
  async remove(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.budgets.remove(user.id, id);
  }
}
