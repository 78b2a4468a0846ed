import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { forbidden, invalidInput, unauthenticated } from '../../../common/errors/index.js';
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
  @Operation({
    summary: 'Show my profile',
    description: 'Who the server takes you for: a good first call with a new key.',
    problems: [unauthenticated, forbidden],
  })
  @ApiOkResponse({ type: ProfileDto })
  async show(@CurrentUser() user: AuthenticatedUser): Promise<ProfileDto> {
    return new ProfileDto(await this.profiles.get(user.id));
  }

  @Patch()
  @RequireScope('admin')
  @Operation({
    summary: 'Change my profile',
    description: 'What you leave out stays as it is. You need a username before you can publish.',
    problems: [unauthenticated, forbidden, invalidInput, usernameTaken, tooManyUsernames],
  })
  @ApiOkResponse({ type: ProfileDto })
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @Body() changes: ChangeProfileDto,
  ): Promise<ProfileDto> {
    return new ProfileDto(await this.profiles.change(user.id, changes));
  }
}
