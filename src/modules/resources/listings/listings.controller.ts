import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, readCursor, UuidParam } from '../../../common/http/index.js';
import {
  type AuthenticatedUser,
  CurrentUser,
  RequireScope,
  termsMissing,
} from '../../accounts/index.js';
import {
  changedMeanwhile,
  slugLocked,
  slugTaken,
  tooManyResources,
  tooMuchStored,
  typeUnavailable,
  wrongStatus,
} from '../resource-problems.js';
import { CreateListingDto, UpdateListingDto } from './listing.dto.js';
import { ListingInput } from './listing-input.service.js';
import { Listings } from './listings.service.js';
import { OwnedResourceDto } from './owned-resource.dto.js';
import { OwnedResourcePageDto, OwnedResourcesQuery } from './owned-resource-page.dto.js';
import { OwnerViews } from './owner-views.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources')
export class ListingsController {
  constructor(
    private readonly input: ListingInput,
    private readonly listings: Listings,
    private readonly views: OwnerViews,
  ) {}

  @Post()
  @RequireScope('publish')
  @Operation({
    summary: 'Create a resource',
    description: 'It is a draft, which nobody else can see or call, until you publish it.',
    problems: [
      unauthenticated,
      forbidden,
      slugTaken,
      tooManyResources,
      tooMuchStored,
      invalidInput,
      tooManyRequests,
    ],
  })
  @ApiBody({ type: CreateListingDto })
  @ApiCreatedResponse({ type: OwnedResourceDto })
  async create(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: unknown,
  ): Promise<OwnedResourceDto> {
    return this.views.one(await this.listings.create(user.id, this.input.read(body)));
  }

  @Get('mine')
  @RequireScope('read')
  @Operation({
    summary: 'List my resources',
    description: 'Newest first.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: OwnedResourcePageDto })
  async page(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { status, limit, cursor }: OwnedResourcesQuery,
  ): Promise<OwnedResourcePageDto> {
    const after = readCursor(cursor);
    const rows = await this.listings.page(user.id, { status, after, limit: limit + 1 });
    return this.views.page(user.id, rows, limit);
  }

  @Get('mine/:id')
  @RequireScope('read')
  @Operation({
    summary: 'Show one of my resources, with its configuration',
    description: 'Also drafts, and those that you took off sale. Secrets are never shown.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: OwnedResourceDto })
  async find(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<OwnedResourceDto> {
    return this.views.one(await this.listings.find(user.id, id));
  }

  @Patch(':id')
  @RequireScope('publish')
  @Operation({
    summary: 'Change a resource',
    description:
      'What you leave out stays as it is, also within `config`. The server offers a published resource ' +
      'anew at once; offers that buyers hold already stay good for ten minutes.',
    problems: [
      unauthenticated,
      forbidden,
      notFound,
      wrongStatus,
      typeUnavailable,
      slugLocked,
      slugTaken,
      changedMeanwhile,
      termsMissing,
      tooMuchStored,
      invalidInput,
      tooManyRequests,
    ],
  })
  @ApiBody({
    type: UpdateListingDto,
    examples: {
      price: { value: { price: '0.10' } },
      config: { value: { config: { maxTokens: 500 } } },
    },
  })
  @ApiOkResponse({ type: OwnedResourceDto })
  async edit(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Body() body: unknown,
  ): Promise<OwnedResourceDto> {
    return this.views.one(await this.listings.edit(user.id, id, this.input.changes(body)));
  }
}
