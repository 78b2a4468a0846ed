import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { encodeCursor } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Operation, PageQuery, readNumberedCursor } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { EarningsDto, EarningsQuery, EntryPage } from './earnings.dto.js';
import { Earnings } from './earnings.service.js';
import { toEntryLine } from './summary.js';

@ApiTags('Earnings')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('earnings')
export class EarningsController {
  constructor(private readonly earnings: Earnings) {}

  @Get()
  @RequireScope('read')
  @Operation({
    summary: 'Show what you earned in a period, for each network',
    description:
      'What was paid, what the platform took, what went back; of all time, if nothing is said.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: EarningsDto })
  async summary(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: EarningsQuery,
  ): Promise<EarningsDto> {
    const [from, to] = [toDate(query.from), toDate(query.to)];
    if (from !== null && to !== null && from > to) {
      refuse('to', 'must not be before from');
    }
    const networks = await this.earnings.summary(user.id, { from, to });
    return { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null, networks };
  }

  @Get('entries')
  @RequireScope('read')
  @Operation({
    summary: 'List the entries of your ledger, newest first',
    description: 'Double-entry: the entries of one event add up to zero.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: EntryPage })
  async entries(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<EntryPage> {
    const entries = await this.earnings.entries(user.id, limit + 1, readNumberedCursor(cursor));
    const items = entries.slice(0, limit).map(toEntryLine);
    const last = entries.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(last) };
  }
}

function toDate(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}

function refuse(field: string, message: string): never {
  throw new Problem(invalidInput, { errors: [{ field, message }] });
}
