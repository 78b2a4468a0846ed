import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { decodeCursor, encodeCursor } from '../../../common/database/index.js';
import { forbidden, invalidInput, Problem, unauthenticated } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { ActivityPage, ActivityQuery } from './activity.dto.js';
import { Activity } from './activity.service.js';

/** As PostgreSQL numbers events. */
const POSITION = /^[1-9]\d{0,17}$/;

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('insights/activity')
export class ActivityController {
  constructor(private readonly activity: Activity) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'List what happened to you, newest first',
    description: 'The events that your webhooks get, for as long as this server keeps them.',
  })
  @ApiOkResponse({ type: ActivityPage })
  @ApiProblems(unauthenticated, forbidden, invalidInput)
  async page(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor, type }: ActivityQuery,
  ): Promise<ActivityPage> {
    const page = { limit: limit + 1, types: type ?? null, before: eventBefore(cursor) };
    const found = await this.activity.page(user.id, page);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last && encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id });
    return new ActivityPage(shown, next ?? null);
  }
}

/** The last event that the page before showed. */
function eventBefore(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const position = decodeCursor(cursor, (id) => POSITION.test(id));
  if (position !== undefined) return position.id;
  const message = 'must be the nextCursor of a page';
  throw new Problem(invalidInput, { errors: [{ field: 'cursor', message }] });
}
