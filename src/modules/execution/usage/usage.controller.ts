import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../../common/clock/index.js';
import { encodeCursor } from '../../../common/database/index.js';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { Operation, readCursor, UuidParam } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { resourceNotFound } from '../execution-problems.js';
import { readSpan, type Span } from './span.js';
import { toCsv, toUsageLine } from './usage-line.js';
import { UsageQuery, UsageSummaryQuery } from './usage-query.dto.js';
import { UsageReport } from './usage-report.service.js';
import { UsagePage, UsageSummary } from './usage.dto.js';

const DAY_MS = 86_400_000;
/** What is added up at a time: a summary reads every line. */
const MAX_DAYS = 92;
const DEFAULT_DAYS = 30;

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('resources/:id')
export class UsageController {
  constructor(
    private readonly report: UsageReport,
    private readonly clock: Clock,
  ) {}

  @Get('usage')
  @Operation({
    summary: 'List who called a resource, what they paid and what it cost you',
    description: 'Newest first; test runs and calls without a result too.',
    problems: [resourceNotFound, invalidInput],
  })
  @ApiOkResponse({ type: UsagePage })
  page(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(resourceNotFound) id: string,
    @Query() query: UsageQuery,
  ): Promise<UsagePage> {
    return this.read(user.id, id, query);
  }

  @Get('usage.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Operation({
    summary: 'Download the usage of a resource as CSV',
    description:
      'The lines of `GET /resources/{id}/usage`, with the names of the columns first. The header x-next-cursor leads to the next page.',
    problems: [resourceNotFound, invalidInput],
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'A line for each call', schema: { type: 'string' } })
  async csv(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(resourceNotFound) id: string,
    @Query() query: UsageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { items, nextCursor } = await this.read(user.id, id, query);
    if (nextCursor !== null) reply.header('x-next-cursor', nextCursor);
    return toCsv(items);
  }

  @Get('usage/summary')
  @Operation({
    summary: 'Add up the usage of a resource, by how its calls ended',
    description: `Of at most ${MAX_DAYS} days; of the last ${DEFAULT_DAYS}, if nothing is said.`,
    problems: [resourceNotFound, invalidInput],
  })
  @ApiOkResponse({ type: UsageSummary })
  async summary(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(resourceNotFound) id: string,
    @Query() query: UsageSummaryQuery,
  ): Promise<UsageSummary> {
    const { from: begin, to = this.clock.now() } = spanOf(query);
    const from = begin ?? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS);
    const days = (to.getTime() - from.getTime()) / DAY_MS;
    if (days > MAX_DAYS || days <= 0) {
      throw refuse({ field: 'from', message: `must be at most ${MAX_DAYS} days before \`to\`` });
    }
    return new UsageSummary(from, to, await this.report.totals(user.id, id, { from, to }));
  }

  private async read(ownerId: string, id: string, query: UsageQuery): Promise<UsagePage> {
    const { limit, status } = query;
    const filter = { ...spanOf(query), status };
    const page = { limit: limit + 1, cursor: readCursor(query.cursor) };
    const entries = await this.report.page(ownerId, id, filter, page);
    const items = entries.slice(0, limit).map(toUsageLine);
    const last = entries.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(last) };
  }
}

function spanOf(query: UsageSummaryQuery): Span {
  const span = readSpan(query);
  if ('field' in span) throw refuse(span);
  return span;
}

function refuse(error: FieldError): Problem {
  return new Problem(invalidInput, { errors: [error] });
}
