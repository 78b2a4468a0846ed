import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
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
import { Operation, UuidParam } from '../../../common/http/index.js';
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
  @Operation({
    summary: 'Put a resource on sale',
    description:
      'Buyers can find and call it from now on. The warnings name what is missing for calls to ' +
      'succeed, such as a key for its model.',
    problems: [
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
    ],
  })
  @ApiOkResponse({ type: PublishedResourceDto })
  async publish(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<PublishedResourceDto> {
    return this.views.published(await this.publishing.publish(user.id, id));
  }

  @Post('unpublish')
  @HttpCode(200)
  @Operation({
    summary: 'Take a resource off sale',
    description: 'Its address then answers 410, also to buyers who hold an offer.',
    problems: [unauthenticated, forbidden, notFound, wrongStatus],
  })
  @ApiOkResponse({ type: OwnedResourceDto })
  async unpublish(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<OwnedResourceDto> {
    return this.views.one(await this.publishing.unpublish(user.id, id));
  }

  @Delete()
  @HttpCode(204)
  @Operation({
    summary: 'Archive a resource',
    description:
      'It goes off sale for good. Its slug is free again. The server keeps the accounting.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiNoContentResponse({ description: 'It is archived' })
  async archive(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.publishing.archive(user.id, id);
  }
}
