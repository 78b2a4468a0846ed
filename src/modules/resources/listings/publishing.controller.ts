import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
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
import { ApiProblems, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import {
  type AuthenticatedUser,
  CurrentUser,
  RequireScope,
  termsMissing,
} from '../../accounts/index.js';
import {
  changedMeanwhile,
  usernameMissing,
  wrongStatus,
  typeUnavailable,
} from '../resource-problems.js';
import { OFFERED } from './stock-limits.js';
import { OwnedResourceDto, PublishedResourceDto } from './owned-resource.dto.js';
import { OwnerViews } from './owner-views.service.js';
import { Publishing } from './publishing.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('publish')
@Controller('resources/:id')
export class PublishingController {
  constructor(
    private readonly publishing: Publishing,
    private readonly views: OwnerViews,
  ) {}

  @Post('publish')
  @RateLimited(OFFERED)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put a resource on sale',
    description:
      'Buyers can find and call it from now on. The warnings name what is missing for calls to ' +
      'succeed, such as a key for its model.',
  })
  @ApiOkResponse({ type: PublishedResourceDto })
  @ApiProblems(
    unauthenticated,
    forbidden,
    notFound,
    usernameMissing,
    termsMissing,
    wrongStatus,
    typeUnavailable,
    changedMeanwhile,
    invalidInput,
    tooManyRequests,
  )
  async publish(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<PublishedResourceDto> {
    return this.views.published(await this.publishing.publish(user.id, id));
  }

  @Post('unpublish')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a resource off sale',
    description: 'Its address then answers 410, also to buyers who hold an offer.',
  })
  @ApiOkResponse({ type: OwnedResourceDto })
  @ApiProblems(unauthenticated, forbidden, notFound, wrongStatus)
  async unpublish(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<OwnedResourceDto> {
    return this.views.one(await this.publishing.unpublish(user.id, id));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Archive a resource',
    description:
      'It goes off sale for good. Its slug is free again. The server keeps the accounting.',
  })
  @ApiNoContentResponse({ description: 'It is archived' })
  @ApiProblems(unauthenticated, forbidden, notFound)
  async archive(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.publishing.archive(user.id, id);
  }
}
