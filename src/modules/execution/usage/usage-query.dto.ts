import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import { PageQuery } from '../../../common/http/index.js';
import { isMoment, MOMENT_MESSAGE } from './moment.js';
import type { UsageStatus } from './usage-log.entity.js';

const STATUSES = ['paid', 'test', 'not_charged', 'rerun'] as const satisfies readonly UsageStatus[];

function IsMoment() {
  const validator = { validate: isMoment, defaultMessage: () => MOMENT_MESSAGE };
  return ValidateBy({ name: 'isMoment', validator });
}

/** Query of a usage log: which lines. Send the same again for the next page. */
export class UsageQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Lines from this moment on: ISO 8601, a day (in UTC) or a time with its zone',
    example: '2026-11-01',
  })
  @IsOptional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({
    description: 'Lines before this moment, written in the same way',
    example: '2026-12-01T00:00:00Z',
  })
  @IsOptional()
  @IsMoment()
  to?: string;

  @ApiPropertyOptional({
    enum: STATUSES,
    description: 'Only lines of calls that ended in this way',
  })
  @IsOptional()
  @IsIn(STATUSES, { message: `must be one of ${STATUSES.join(', ')}` })
  status?: UsageStatus;
}

/** Query of a summary: of which time; the last 30 days, if left out. */
export class UsageSummaryQuery extends OmitType(UsageQuery, ['limit', 'cursor', 'status']) {}
