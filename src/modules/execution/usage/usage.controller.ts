import { Controller, Get, Header, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { decodeCursor, encodeCursor } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { ApiProblems, PageQuery } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { toCsv, toUsageLine } from './usage-line.js';
import { UsageReport } from './usage-report.service.js';
import { UsagePage } from './usage.dto.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources/:id')
export class UsageController {
  constructor(private readonly report: UsageReport) {}

  @Get('usage')
  @RequireScope('read')
  @ApiOperation({ summary: 'Who called a resource, what they paid and what it cost you' })
  @ApiOkResponse({ type: UsagePage })
  @ApiProblems(invalidInput)
  page(
    @CurrentUser() user: AuthenticatedUser,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<UsagePage> {
    return this.read(user.id, id, query);
  }

  @Get('usage.csv')
  @RequireScope('read')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOperation({ summary: 'The same as CSV; the header x-next-cursor leads to the next page' })
  @ApiProduces('text/csv')
  @ApiProblems(invalidInput)
  async csv(
    @CurrentUser() user: AuthenticatedUser,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { items, nextCursor } = await this.read(user.id, id, query);
    if (nextCursor !== null) reply.header('x-next-cursor', nextCursor);
    return toCsv(items);
  }

  private async read(
    ownerId: string,
    id: string,
    { limit, cursor }: PageQuery,
  ): Promise<UsagePage> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      const errors = [{ field: 'cursor', message: 'must be the nextCursor of a page' }];
      throw new Problem(invalidInput, { errors });
    }
    const entries = await this.report.page(ownerId, id, limit + 1, after);
    const items = entries.slice(0, limit).map(toUsageLine);
    const last = entries.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(last) };
  }
}
