import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import {
  AcceptTermsDto,
  ProviderTermsDto,
  ProviderTermsListDto,
  ProviderTermsParams,
} from './provider-terms.dto.js';
import { ProviderTerms } from './provider-terms.service.js';

@ApiTags('Account')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('me/provider-terms')
export class ProviderTermsController {
  constructor(private readonly terms: ProviderTerms) {}

  @Get()
  @RequireScope('read')
  @Operation({
    summary: 'Show the terms of model providers, and which I accepted',
    description:
      'Where `isRequired` is true, you accept them before you publish what their models answer.',
    problems: [unauthenticated, forbidden],
  })
  @ApiOkResponse({ type: ProviderTermsListDto })
  async list(@CurrentUser() user: AuthenticatedUser): Promise<ProviderTermsListDto> {
    return new ProviderTermsListDto(await this.terms.list(user.id));
  }

  @Put(':provider')
  @RequireScope('admin')
  @Operation({
    summary: 'Accept the terms of a model provider',
    description: 'The server keeps the version and the time. Accepting it again changes nothing.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiOkResponse({ type: ProviderTermsDto })
  async accept(
    @CurrentUser() user: AuthenticatedUser,
    @Param() { provider }: ProviderTermsParams,
    @Body() { version }: AcceptTermsDto,
  ): Promise<ProviderTermsDto> {
    return new ProviderTermsDto(await this.terms.accept(user.id, provider, version));
  }
}
