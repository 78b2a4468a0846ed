import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PageQuery, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import { tooManyApiKeys } from '../account-problems.js';
import { ApiKeyPageDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-key.dto.js';
import { ApiKeys } from './api-keys.service.js';

@ApiTags('API keys')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('admin')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @RateLimited({ policy: 'created_api_keys', limit: 100, windowSeconds: 3_600 })
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Create an API key',
    description: 'The server shows the key once. It cannot have a scope that its creator lacks.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyApiKeys],
  })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  async create(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { name, scopes, expiresAt }: CreateApiKeyDto,
  ): Promise<CreatedApiKeyDto> {
    const { row, key } = await this.keys.create(user, {
      name,
      scopes,
      expiresAt: typeof expiresAt === 'string' ? new Date(expiresAt) : null,
    });
    return new CreatedApiKeyDto(row, key);
  }

  @Get()
  @Operation({
    summary: 'List my API keys',
    description: 'Revoked keys are not listed.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: ApiKeyPageDto })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<ApiKeyPageDto> {
    const { rows, nextCursor } = await this.keys.page(user.id, limit, cursor);
    return new ApiKeyPageDto(rows, nextCursor);
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    summary: 'Revoke an API key',
    description: 'The key stops working at once, for requests that begin afterwards.',
    problems: [unauthenticated, forbidden, invalidInput, notFound],
  })
  @ApiNoContentResponse({ description: 'The key stops working at once' })
  async revoke(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.keys.revoke(user.id, id);
  }
}
