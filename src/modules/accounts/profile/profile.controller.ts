import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { forbidden, invalidInput, unauthenticated } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import { tooManyUsernames, usernameTaken } from '../account-problems.js';
import { ChangeProfileDto, ProfileDto } from './profile.dto.js';
import { Profiles } from './profiles.service.js';

@ApiTags('Account')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('me')
export class ProfileController {
  constructor(private readonly profiles: Profiles) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({
    summary: 'Show my profile',
    description: 'Who the server takes you for: a good first call with a new key.',
  })
  @ApiOkResponse({ type: ProfileDto })
  @ApiProblems(unauthenticated, forbidden)
  async show(@CurrentUser() user: AuthenticatedUser): Promise<ProfileDto> {
    return new ProfileDto(await this.profiles.get(user.id));
  }

  @Patch()
  @RequireScope('admin')
  @ApiOperation({
    summary: 'Change my profile',
    description: 'What you leave out stays as it is. You need a username before you can publish.',
  })
  @ApiOkResponse({ type: ProfileDto })
  @ApiProblems(unauthenticated, forbidden, invalidInput, usernameTaken, tooManyUsernames)
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @Body() changes: ChangeProfileDto,
  ): Promise<ProfileDto> {
    return new ProfileDto(await this.profiles.change(user.id, changes));
  }
}
