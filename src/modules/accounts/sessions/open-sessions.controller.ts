import { Controller, Delete, Get, HttpCode, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, UuidParam } from '../../../common/http/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import { SessionCookies } from '../cookies/session-cookies.service.js';
import { OpenSessionsDto } from './open-sessions.dto.js';
import { Sessions } from './sessions.service.js';

@ApiTags('Sign-in')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('admin')
@Controller('auth/sessions')
export class OpenSessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookies: SessionCookies,
  ) {}

  @Get()
  @Operation({
    summary: 'List my sessions',
    description: 'Sessions that were signed in with a wallet and can still be renewed.',
    problems: [unauthenticated, forbidden],
  })
  @ApiOkResponse({ type: OpenSessionsDto })
  async list(
    @CurrentUser() { id }: AuthenticatedUser,
    @Req() { headers }: FastifyRequest,
  ): Promise<OpenSessionsDto> {
    const token = this.cookies.refreshTokenOf(headers);
    const current = token === undefined ? undefined : await this.sessions.idOf(token);
    return new OpenSessionsDto(await this.sessions.list(id), current);
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    summary: 'End one of my sessions',
    description:
      'It cannot be renewed from now on; an access token that is still out ends within 15 minutes.',
    problems: [unauthenticated, forbidden, invalidInput, notFound],
  })
  @ApiNoContentResponse({ description: 'The session has ended' })
  async end(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.sessions.endOne(user.id, id);
  }
}
