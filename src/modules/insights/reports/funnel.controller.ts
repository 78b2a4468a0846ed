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
import { FunnelDto, FunnelQuery } from './funnel.dto.js';
import { Funnels } from './funnels.service.js';

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('insights/funnel')
export class FunnelController {
  constructor(private readonly funnels: Funnels) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show how many who were told a price paid, and got a result',
    description: 'From challenge to payment to result, and why payments were refused.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyRequests],
  })
  @ApiOkResponse({ type: FunnelDto })
  read(@CurrentUser() user: AuthenticatedUser, @Query() query: FunnelQuery): Promise<FunnelDto> {
    return this.funnels.read(user.id, query);
  }
}
