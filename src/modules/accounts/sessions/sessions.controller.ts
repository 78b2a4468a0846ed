import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { invalidInput } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { SIGN_IN_LIMIT } from './sign-in-limit.js';
import { Public } from '../guard/public.decorator.js';
import { sessionEnded } from '../account-problems.js';
import { RefreshTokenDto, SessionTokensDto } from './session.dto.js';
import { Sessions } from './sessions.service.js';

@ApiTags('Sign-in')
@ApiSecurity({})
@Public()
@RateLimited(SIGN_IN_LIMIT)
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Each refresh token works once. One that comes a second time ends the session for everybody who holds a token of it.',
    problems: [sessionEnded, invalidInput],
  })
  @ApiOkResponse({ type: SessionTokensDto })
  async refresh(@Body() { refreshToken }: RefreshTokenDto): Promise<SessionTokensDto> {
    return new SessionTokensDto(await this.sessions.refresh(refreshToken));
  }

  @Post('logout')
  @HttpCode(204)
  @Operation({
    summary: 'End a session',
    description:
      'The refresh tokens of the session end at once; an access token that is still out ends within 15 minutes.',
    problems: [invalidInput],
  })
  @ApiNoContentResponse({ description: 'The session has ended, now or earlier' })
  async logout(@Body() { refreshToken }: RefreshTokenDto): Promise<void> {
    await this.sessions.end(refreshToken);
  }
}
