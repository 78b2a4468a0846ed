import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import {
  Operation,
  PageQuery,
  PathParam,
  readCursor,
  text,
  UuidParam,
} from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { Listings } from './listings.service.js';
import { ResourceVersionDto, ResourceVersionPageDto } from './version.dto.js';

/** As PostgreSQL's `integer` holds it. */
const IS_NUMBER = /^[1-9]\d{0,8}$/;
const NUMBER = text({ max: 9, pattern: IS_NUMBER });

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources/:id/versions')
export class VersionsController {
  constructor(private readonly listings: Listings) {}

  @Get()
  @RequireScope('read')
  @Operation({
    summary: 'List what buyers were offered of a resource',
    description:
      'Newest first. Every change of what is sold on sale makes a version; payments name the one that they bought.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiOkResponse({ type: ResourceVersionPageDto })
  async page(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<ResourceVersionPageDto> {
    const last = readCursor(cursor, (number) => IS_NUMBER.test(number));
    const before = last && Number(last.id);
    const rows = await this.listings.versionsOf(user.id, id, { before, limit: limit + 1 });
    return new ResourceVersionPageDto(rows, limit);
  }

  @Get(':version')
  @RequireScope('read')
  @Operation({
    summary: 'Show a version of a resource, with its configuration',
    description: 'As calls of it run. Secrets are never shown.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: ResourceVersionDto })
  async find(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @PathParam('version', NUMBER, notFound, { description: 'Its number', example: '2' })
    version: string,
  ): Promise<ResourceVersionDto> {
    return new ResourceVersionDto(await this.listings.versionOf(user.id, id, Number(version)));
  }
}
