import { Body, Controller, Header, HttpCode, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { forbidden, invalidInput, unauthenticated } from '../../../../common/errors/index.js';
import { Operation, PathParam, text } from '../../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../../accounts/index.js';
import { notConnected, unknownProvider } from '../../../integrations/index.js';
import { noProviderFigures } from '../provider-account-problems.js';
import { AccountDataDto } from './account-data.dto.js';
import { AccountStatusDto } from './account-status.dto.js';
import { PlanDeclaration } from './plan.dto.js';
import { ProviderAccounts } from './provider-accounts.service.js';

const ProviderParam = () =>
  PathParam('provider', text({ max: 64 }), unknownProvider, {
    description: 'Id of the service, as `GET /integrations` lists it',
    example: 'anthropic',
  });

const FAILURES = [unauthenticated, forbidden, unknownProvider, noProviderFigures, notConnected];

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('integrations/:provider')
export class ProviderAccountsController {
  constructor(private readonly accounts: ProviderAccounts) {}

  @Post('sync')
  @HttpCode(200)
  @RequireScope('publish')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read anew what a provider tells of your account, and show how it stands',
    description:
      'The server asks the provider at most once a minute for each account. While the provider does not ' +
      'answer, it shows what was last known, with `isStale`. It renews access that the provider refuses.',
    problems: [...FAILURES],
  })
  @ApiOkResponse({ type: AccountStatusDto })
  async sync(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<AccountStatusDto> {
    return AccountStatusDto.of(await this.accounts.sync(id, provider));
  }

  @Post('data')
  @HttpCode(200)
  @RequireScope('publish')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show all that is known of your account with a provider',
    description:
      'What it is, what it used and cost this month, what limits it, and who worked with Claude Code. The ' +
      'server reads it anew when it is older than a minute, and shows what was last known, with `isStale`, ' +
      'while the provider does not answer. Months and days are those of UTC.',
    problems: [...FAILURES],
  })
  @ApiOkResponse({ type: AccountDataDto })
  async data(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<AccountDataDto> {
    return AccountDataDto.of(await this.accounts.data(id, provider));
  }

  @Put('plan')
  @RequireScope('publish')
  @Operation({
    summary: 'Say what plan you have with a provider',
    description:
      'Providers tell neither plans nor prices: what you say is shown as `declared`. It replaces what you ' +
      'said before, and goes when you disconnect.',
    problems: [...FAILURES, invalidInput],
  })
  @ApiOkResponse({ type: AccountStatusDto })
  async declare(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
    @Body() plan: PlanDeclaration,
  ): Promise<AccountStatusDto> {
    return AccountStatusDto.of(
      await this.accounts.declare(id, provider, PlanDeclaration.plan(plan)),
    );
  }
}
