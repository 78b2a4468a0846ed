import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { AccountOverviews } from './account-overviews.service.js';
import { Summaries } from './summaries.service.js';
import { SummaryDto, SummaryQuery } from './summary.dto.js';
import { toSummaryJson } from './summary-json.js';

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('insights/summary')
export class SummaryController {
  constructor(
    private readonly summaries: Summaries,
    private readonly accounts: AccountOverviews,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Header('content-type', 'application/json; charset=utf-8')
  @Operation({
    summary: 'Show all of an overview: what you earned, what it cost and what is left',
    description:
      'Of sales to buyers. Your test runs, and what you bought of yourself, stand apart. Each figure beside the ' +
      'same number of days before.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyRequests],
  })
  @ApiOkResponse({ type: SummaryDto })
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: SummaryQuery,
  ): Promise<Buffer> {
    const [summary, accounts] = await Promise.all([
      this.summaries.read(user.id, query),
      this.accounts.list(user.id),
    ]);
    return toSummaryJson(summary, accounts);
  }
}
