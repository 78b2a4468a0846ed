import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { forbidden, unauthenticated } from '../../../common/errors/index.js';
import { Operation, PathParam, text } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { unknownProvider } from '../integration-problems.js';
import { AffectedResourcesDto } from './affected-resources.dto.js';
import { AffectedResources } from './affected-resources.service.js';

@ApiTags('LLM keys')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('integrations/:provider/affected-resources')
export class AffectedResourcesController {
  constructor(private readonly affected: AffectedResources) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Count what stops selling without your key for an LLM provider',
    description: 'Ask before you delete or disable a key.',
    problems: [unauthenticated, forbidden, unknownProvider],
  })
  @ApiOkResponse({ type: AffectedResourcesDto })
  async count(
    @CurrentUser() { id }: AuthenticatedUser,
    @PathParam('provider', text({ max: 64 }), unknownProvider, {
      description: 'Id of the service, as `GET /integrations` lists it',
      example: 'openrouter',
    })
    provider: string,
  ): Promise<AffectedResourcesDto> {
    return { count: await this.affected.count(id, provider) };
  }
}
