import { Body, Controller, Get, HttpCode, Inject, Ip, Post, Req, Res } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import {
  ApiBearerAuth,
  ApiBody,
  ApiOkResponse,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  forbidden,
  invalidInput,
  Problem,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { isNavigation, Operation, PathParam, text } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, Public, RequireScope } from '../../accounts/index.js';
import {
  callbackRefused,
  connectionEnded,
  keyRefused,
  noPermissionWay,
  notConfigured,
  permissionDenied,
  permissionRefused,
  providerUnreachable,
  unknownFlow,
  unknownProvider,
} from '../integration-problems.js';
import { type Arrived, Arrivals } from './arrivals.service.js';
import { Departures } from './departures.service.js';
import { landingPage } from './landing-page.js';
import { oauthConfig } from './oauth.config.js';
import { OAuthArrivalDto, OAuthDepartureDto } from './oauth.dto.js';
import { returnUrl } from './return-path.js';

const ProviderParam = () =>
  PathParam('provider', text({ max: 64 }), unknownProvider, {
    description: 'Id of the service, as `GET /integrations` lists it',
    example: 'pinterest',
  });

@ApiTags('Integrations')
@Controller('integrations/:provider/oauth')
export class OAuthController {
  constructor(
    @Inject(oauthConfig.KEY) private readonly config: ConfigType<typeof oauthConfig>,
    private readonly departures: Departures,
    private readonly arrivals: Arrivals,
  ) {}

  @Post('initiate')
  @HttpCode(200)
  @RequireScope('publish')
  @ApiBearerAuth()
  @ApiSecurity('api-key')
  @Operation({
    summary: 'Begin to connect a service by permitting access there',
    description:
      'Send the fields of the way, where it has any, and `returnTo`, a path of this server to come back to ' +
      'with `?connected=` or `?error=`. The answer sets a cookie for ten minutes: call it from the browser ' +
      'that then goes to `authorizationUrl`. What is connected stays so until the user is back.',
    problems: [
      unauthenticated,
      forbidden,
      unknownProvider,
      noPermissionWay,
      notConfigured,
      invalidInput,
      tooManyRequests,
    ],
  })
  @ApiBody({
    required: false,
    schema: { type: 'object', additionalProperties: true },
    examples: {
      nothing: { summary: 'A service without fields', value: {} },
      shop: {
        summary: 'Shopify',
        value: { shop: 'ada.myshopify.com', returnTo: '/shop?tab=connections' },
      },
    },
  })
  @ApiOkResponse({ type: OAuthDepartureDto })
  async initiate(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
    @Ip() address: string,
    @Body() body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OAuthDepartureDto> {
    const leaving = await this.departures.begin(id, provider, body, address);
    reply.header('set-cookie', leaving.cookie).header('cache-control', 'no-store');
    const { authorizationUrl, expiresAt } = leaving;
    return { authorizationUrl, expiresAt: expiresAt.toISOString() };
  }

  @Get('callback')
  @Public()
  @Operation({
    summary: 'Come back from the service, in the browser that went there',
    description:
      'The service sends the browser here. The server uses the state up, exchanges the code, and asks the ' +
      'service about the account. A browser with a `returnTo` goes on there.',
    problems: [
      unknownProvider,
      unknownFlow,
      callbackRefused,
      permissionDenied,
      permissionRefused,
      keyRefused,
      connectionEnded,
      unauthenticated,
      providerUnreachable,
    ],
  })
  @ApiOkResponse({ type: OAuthArrivalDto })
  @ApiResponse({ status: 303, description: 'On to `returnTo`' })
  async callback(
    @ProviderParam() provider: string,
    @Req() { url, headers, method }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OAuthArrivalDto | string | undefined> {
    // The address has a code and a state: it goes nowhere, and nothing keeps it.
    reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
    // A flow is good for once, and who asks for the head alone is not the browser that comes back.
    if (method === 'HEAD') throw new Problem(unknownFlow);
    const arrived = await this.arrivals.end(provider, url, headers.cookie);
    reply.header('set-cookie', arrived.cookie);
    if (arrived.returnTo !== null) return void this.goOn(reply, arrived, arrived.returnTo);
    const { problem } = arrived;
    if (!isNavigation(headers)) {
      if (problem !== undefined) throw problem;
      return { connected: provider };
    }
    reply.status(problem?.type.status ?? 200).type('text/html; charset=utf-8');
    const { name } = arrived.provider.definition;
    return problem === undefined
      ? landingPage(`${name} is connected`, 'You can close this page.')
      : landingPage(`${name} is not connected`, problem.message);
  }

  private goOn(reply: FastifyReply, { provider, problem }: Arrived, path: string): void {
    const { id } = provider.definition;
    const outcome: Record<string, string> =
      problem === undefined ? { connected: id } : { error: problem.type.code };
    reply.status(303).header('location', returnUrl(this.config.publicUrl, path, outcome));
  }
}
