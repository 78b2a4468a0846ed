import { Body, Controller, Delete, Get, Header, Ip, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Secret } from '../../../common/crypto/index.js';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PathParam, text } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { keyRefused, noKey, unknownProvider } from '../integration-problems.js';
import { KeyConfigAnswer, KeyConfigChange, KeyConfigSaved } from './key-config.dto.js';
import { KeyConfig } from './key-config.service.js';

const ProviderParam = () =>
  PathParam('provider', text({ max: 64 }), unknownProvider, {
    description: 'LLM provider',
    example: 'claude',
  });

@ApiTags('LLM keys')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('integrations/:provider/config')
export class KeyConfigController {
  constructor(private readonly keys: KeyConfig) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show the state of your key for an LLM provider, never the key',
    description: 'Without a key the status is `missing`: that is no error.',
    problems: [unauthenticated, forbidden, unknownProvider],
  })
  @ApiOkResponse({ type: KeyConfigAnswer })
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<KeyConfigAnswer> {
    return KeyConfigAnswer.of(await this.keys.read(user.id, provider));
  }

  @Put()
  @RequireScope('publish')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Save your key for an LLM provider, or switch it on or off',
    description:
      'The server asks the provider about a key first, and stores none that the provider refuses. When ' +
      'it cannot reach the provider, it stores the key as `unverified`. It asks about 20 keys of an ' +
      'account in ten minutes.',
    problems: [
      unauthenticated,
      forbidden,
      unknownProvider,
      noKey,
      invalidInput,
      keyRefused,
      tooManyRequests,
    ],
  })
  @ApiOkResponse({ type: KeyConfigSaved })
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @ProviderParam() provider: string,
    @Ip() address: string,
    @Body() body: KeyConfigChange = {},
  ): Promise<KeyConfigSaved> {
    const apiKey = body.apiKey === undefined ? undefined : new Secret(body.apiKey);
    const change = { apiKey, isEnabled: body.isEnabled };
    return KeyConfigSaved.of(await this.keys.change(user.id, provider, change, address));
  }

  @Delete()
  @RequireScope('publish')
  @Operation({
    summary: 'Delete your key for an LLM provider',
    description: 'Deleting it again changes nothing. Resources that need the key stop selling.',
    problems: [unauthenticated, forbidden, unknownProvider],
  })
  @ApiOkResponse({ type: KeyConfigSaved })
  async remove(
    @CurrentUser() user: AuthenticatedUser,
    @ProviderParam() provider: string,
  ): Promise<KeyConfigSaved> {
    return KeyConfigSaved.of(await this.keys.remove(user.id, provider));
  }
}
