import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { encodeCursor } from '../../../common/database/index.js';
import { forbidden, invalidInput, unauthenticated } from '../../../common/errors/index.js';
import { Operation, readNumberedCursor } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { ActivityPage, ActivityQuery } from './activity.dto.js';
import { Activity } from './activity.service.js';

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('insights/activity')
export class ActivityController {
  constructor(private readonly activity: Activity) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'List what happened to you, newest first',
    description: 'The events that your webhooks get, for as long as this server keeps them.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: ActivityPage })
  async page(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor, type }: ActivityQuery,
  ): Promise<ActivityPage> {
    const page = {
      limit: limit + 1,
      types: type ?? null,
      before: readNumberedCursor(cursor) ?? null,
    };
    const found = await this.activity.page(user.id, page);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last && encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id });
    return new ActivityPage(shown, next ?? null);
  }
}
