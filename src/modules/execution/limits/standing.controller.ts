import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation, UuidParam } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { resourceNotFound } from '../execution-problems.js';
import { StandingDto } from './standing.dto.js';
import { LimitStanding } from './standing.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources/:id')
export class StandingController {
  constructor(private readonly standing: LimitStanding) {}

  @Get('standing')
  @RequireScope('read')
  @Operation({
    summary: 'Show how near a resource is to the limits you have set',
    description: 'Without limits there is nothing to be near to.',
    problems: [resourceNotFound],
  })
  @ApiOkResponse({ type: StandingDto })
  of(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(resourceNotFound) id: string,
  ): Promise<StandingDto> {
    return this.standing.of(user.id, id);
  }
}
