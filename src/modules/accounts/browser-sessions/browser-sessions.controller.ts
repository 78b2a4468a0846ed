import { Body, Controller, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  chainUnavailable,
  forbidden,
  invalidInput,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { sessionEnded, signInRefused } from '../account-problems.js';
import { Public } from '../guard/public.decorator.js';
import { SessionCookies } from '../cookies/session-cookies.service.js';
import { SIGN_IN_LIMIT } from '../sessions/sign-in-limit.js';
import { VerifySignInDto } from '../sign-in/sign-in.dto.js';
import { BrowserApiKeyDto } from './browser-sessions.dto.js';
import { BrowserSessions } from './browser-sessions.service.js';
import { OwnPagesGuard } from './own-pages.guard.js';

const FROM_OWN_PAGES =
  'Answers pages of this server alone: a browser sends `Sec-Fetch-Site: same-origin`, or the `Origin` of the server.';

@ApiTags('Sign-in')
@ApiSecurity({})
@Public()
@RateLimited(SIGN_IN_LIMIT)
@UseGuards(OwnPagesGuard)
@Controller('auth/browser')
export class BrowserSessionsController {
  constructor(
    private readonly sessions: BrowserSessions,
    private readonly cookies: SessionCookies,
  ) {}

  @Post('sign-in')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Sign a browser in with a signed message',
    description: `As \`/auth/verify\`, but the tokens come as cookies that no script can read. ${FROM_OWN_PAGES}`,
    problems: [signInRefused, forbidden, invalidInput, chainUnavailable],
  })
  @ApiNoContentResponse({ description: 'The browser is signed in' })
  async signIn(
    @Body() { message, signature }: VerifySignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const tokens = await this.sessions.byWallet(message, signature);
    await this.replace(request);
    reply.header('set-cookie', this.cookies.keep(tokens));
  }

  @Post('api-key')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Sign a browser in with an API key',
    description: `The browser holds the key, in a cookie that no script can read, until it is closed. ${FROM_OWN_PAGES}`,
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiNoContentResponse({ description: 'The browser is signed in' })
  async useApiKey(
    @Body() { apiKey }: BrowserApiKeyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const tokens = await this.sessions.byApiKey(apiKey);
    await this.replace(request);
    reply.header('set-cookie', this.cookies.keep(tokens));
  }

  @Post('refresh')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Renew the session of a browser',
    description: `As \`/auth/refresh\`, with the tokens in cookies. ${FROM_OWN_PAGES}`,
    problems: [sessionEnded, forbidden],
  })
  @ApiNoContentResponse({ description: 'The session goes on' })
  async refresh(
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const tokens = await this.sessions.renew(this.cookies.refreshTokenOf(headers));
    reply.header('set-cookie', this.cookies.keep(tokens));
  }

  @Post('sign-out')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Sign a browser out',
    description: `Ends the session and takes the cookies away. ${FROM_OWN_PAGES}`,
    problems: [forbidden],
  })
  @ApiNoContentResponse({ description: 'The browser is signed out' })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.replace(request);
    reply.header('set-cookie', this.cookies.forget());
  }

  /** A session whose tokens the browser is about to lose would last for a month with nobody in it. */
  private replace({ headers }: FastifyRequest): Promise<void> {
    return this.sessions.end(this.cookies.refreshTokenOf(headers));
  }
}
