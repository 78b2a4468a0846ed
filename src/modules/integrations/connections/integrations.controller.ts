import { Body, Controller, Get, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PathParam, text } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import {
  keyRefused,
  notConfigured,
  notConnected,
  permissionNeeded,
  providerUnreachable,
  unknownProvider,
} from '../integration-problems.js';
import { Connections } from './connections.service.js';
import { IntegrationCatalogue } from './integration-catalogue.service.js';
import {
  ConnectionDto,
  IntegrationDto,
  IntegrationListDto,
  IntegrationTestDto,
} from './integration.dto.js';

const ProviderParam = () =>
  PathParam('provider', text({ max: 64 }), unknownProvider, {
    description: 'Id of the service, as `GET /integrations` lists it',
    example: 'sky_pilot',
  });

@ApiTags('Integrations')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('integrations')
export class IntegrationsController {
  constructor(
    private readonly catalogue: IntegrationCatalogue,
    private readonly connections: Connections,
  ) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'List the services that you can connect, and how you stand with each',
    description: 'Each with the fields that it takes to connect it, and never a secret.',
    problems: [unauthenticated, forbidden],
  })
  @ApiOkResponse({ type: IntegrationListDto })
  async list(@CurrentUser() { id }: AuthenticatedUser): Promise<IntegrationListDto> {
    const found = await this.catalogue.list(id);
    return { items: found.map((each) => IntegrationDto.of(each)) };
  }

  @Get(':provider')
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show one service, what it takes to connect it, and your connection',
    description:
      '`connection.status` says how you stand with it; `fields` is what `POST /integrations/{provider}/connect` takes.',
    problems: [unauthenticated, forbidden, unknownProvider],
  })
  @ApiOkResponse({ type: IntegrationDto })
  async show(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<IntegrationDto> {
    return IntegrationDto.of(await this.catalogue.show(id, provider));
  }

  @Post(':provider/connect')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Connect a service with a key or a declaration',
    description:
      'Send the `fields` of the service. The server asks the provider first: it stores nothing that the ' +
      'provider refuses, and changes nothing while the provider cannot be asked. Connecting again ' +
      'replaces what was stored. Keys that run models are stored also while nobody can check them. The ' +
      'server asks about 20 keys of an account in ten minutes.',
    problems: [
      unauthenticated,
      forbidden,
      unknownProvider,
      invalidInput,
      keyRefused,
      tooManyRequests,
      providerUnreachable,
      notConfigured,
      permissionNeeded,
    ],
  })
  @ApiBody({
    required: false,
    schema: { type: 'object', additionalProperties: true },
    examples: {
      declaration: { summary: 'A declaration (sky_pilot)', value: { installed: true } },
      key: { summary: 'A key (resend)', value: { apiKey: 're_0123456789abcdef0123456789abcdef' } },
    },
  })
  @ApiOkResponse({ type: IntegrationDto })
  async connect(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
    @Ip() address: string,
    @Body() body: object,
  ): Promise<IntegrationDto> {
    return IntegrationDto.of(await this.connections.connect(id, provider, body, address));
  }

  @Post(':provider/test')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Ask the provider whether your connection still works',
    description:
      'When the provider refuses what is stored, the status becomes `error`. When it does not answer, or ' +
      'with anything else, the status stays and `lastError` says why.',
    problems: [unauthenticated, forbidden, unknownProvider, notConnected, tooManyRequests],
  })
  @ApiOkResponse({ type: IntegrationTestDto })
  async test(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
    @Ip() address: string,
  ): Promise<IntegrationTestDto> {
    const { finding, integration } = await this.connections.test(id, provider, address);
    return {
      result: finding.verdict,
      reason: finding.reason ?? null,
      connection: ConnectionDto.of(integration.connection),
    };
  }

  @Post(':provider/disconnect')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Disconnect a service',
    description:
      'The server erases the secrets and what it knows of the account. Where the provider can end its ' +
      'tokens, the server has it do so. Disconnecting again changes nothing.',
    problems: [unauthenticated, forbidden, unknownProvider],
  })
  @ApiOkResponse({ type: IntegrationDto })
  async disconnect(
    @CurrentUser() { id }: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<IntegrationDto> {
    return IntegrationDto.of(await this.connections.disconnect(id, provider));
  }
}
