import { Body, Controller, Delete, Get, Header, HttpCode, Put } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { Secret } from '../../../common/crypto/index.js';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, UuidParam } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { ResourceSecretAnswer, ResourceSecretChange } from './resource-secret.dto.js';
import { ResourceSecrets } from './resource-secrets.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources/:id/secret')
export class ResourceSecretsController {
  constructor(private readonly secrets: ResourceSecrets) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Show whether a resource has its secret, never the secret',
    description:
      'The secret is what a `proxy` sends to its endpoint, or a key of its own for the model of a `prompt`.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: ResourceSecretAnswer })
  async read(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string) {
    return ResourceSecretAnswer.of(await this.secrets.hint(user.id, id));
  }

  @Put()
  @HttpCode(204)
  @RequireScope('publish')
  @Operation({
    summary: 'Save the secret of a resource: for its endpoint, or its own key for a model',
    description: 'It replaces the one before. The server encrypts it and never shows it again.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiNoContentResponse()
  save(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Body() { value }: ResourceSecretChange,
  ): Promise<void> {
    return this.secrets.save(user.id, id, new Secret(value));
  }

  @Delete()
  @HttpCode(204)
  @RequireScope('publish')
  @Operation({
    summary: 'Delete the secret; the resource stops selling if it needs one',
    description: 'Deleting it again changes nothing.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiNoContentResponse()
  remove(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    return this.secrets.remove(user.id, id);
  }
}
