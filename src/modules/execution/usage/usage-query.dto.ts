import { OmitType } from '@nestjs/swagger';
import { Moment, OneOf, PageQuery } from '../../../common/http/index.js';
import type { UsageStatus } from './usage-log.entity.js';

const STATUSES = ['paid', 'test', 'not_charged', 'rerun'] as const satisfies readonly UsageStatus[];

/** Query of a usage log: which lines. Send the same again for the next page. */
export class UsageQuery extends PageQuery {
  @Moment({
    optional: true,
    description: 'Lines from this moment on: ISO 8601, a day (in UTC) or a time with its zone',
    example: '2026-11-01',
  })
  from?: string;

  @Moment({
    optional: true,
    description: 'Lines before this moment, written in the same way',
    example: '2026-12-01T00:00:00Z',
  })
  to?: string;

  @OneOf(STATUSES, { optional: true, description: 'Only lines of calls that ended in this way' })
  status?: UsageStatus;
}

/** Query of a summary: of which time; the last 30 days, if left out. */
export class UsageSummaryQuery extends OmitType(UsageQuery, ['limit', 'cursor', 'status']) {}
