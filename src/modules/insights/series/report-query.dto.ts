import { Flag, ListOf, OneOf, Text, text, WholeNumber } from '../../../common/http/index.js';
import { isDay, isZone, MAX_DAYS } from './period.js';

const DAY_MESSAGE = 'must be a day of the years 2000 to 2199 such as 2026-11-28';
const ZONE_MESSAGE = 'must be the name of a time zone such as Europe/Berlin, or UTC';
const NAME = /^[a-z][A-Za-z0-9_]*$/;
const FILTER = /^[a-z][A-Za-z0-9_]{0,39}:[^\p{Cc}\p{Surrogate}]+$/u;
const FILTER_MESSAGE = 'must be a dimension and an id, such as model:claude-sonnet-5-5';

/** The longest list of dimensions; what is left of them is one more. */
export const MAX_TOP = 50;

function DayField(said: { readonly description: string; readonly example: string }) {
  return Text({
    max: 10,
    message: DAY_MESSAGE,
    rules: [[isDay, DAY_MESSAGE]],
    optional: true,
    ...said,
  });
}

/** Query of a report's days. */
export class PeriodQuery {
  @DayField({
    description: `First day; 29 days before the last one if left out. At most ${MAX_DAYS} days before \`to\``,
    example: '2026-11-01',
  })
  from?: string;

  @DayField({
    description: 'The day after the last one; tomorrow if left out, so that today is the last',
    example: '2026-12-01',
  })
  to?: string;

  @Text({
    max: 64,
    message: ZONE_MESSAGE,
    rules: [[isZone, ZONE_MESSAGE]],
    default: 'UTC',
    description:
      'Zone whose midnights part the days (IANA). Providers count days of UTC whatever it is',
    example: 'Europe/Berlin',
  })
  tz: string = 'UTC';

  @Flag({
    inQuery: true,
    default: true,
    description: 'Whether the same number of days before is added up too',
  })
  compare: boolean = true;
}

/** Query of a report: what is added up, of which days, and how it is parted. */
export class ReportQuery extends PeriodQuery {
  @Text({
    min: 1,
    max: 40,
    pattern: NAME,
    message: 'must be the name of a measure',
    optional: true,
    description: 'What is added up; the report’s first measure if left out',
  })
  measure?: string;

  @Text({
    min: 1,
    max: 40,
    pattern: NAME,
    message: 'must be the name of a dimension',
    optional: true,
    description: 'What parts the figures; nothing does if left out',
    example: 'resource',
  })
  by?: string;

  @WholeNumber({
    min: 1,
    max: MAX_TOP,
    inQuery: true,
    default: 10,
    description: 'How many dimensions stand alone, the largest first; all others are one',
  })
  top: number = 10;

  @ListOf(text({ max: 300, pattern: FILTER, message: FILTER_MESSAGE }), {
    max: 5,
    inQuery: true,
    optional: true,
    description:
      'Only what belongs to this id of a dimension: `dimension:id`, such as `model:claude:claude-sonnet-5-5`. Several are all true',
  })
  filter?: string[];

  @OneOf(['json', 'csv'], {
    optional: true,
    description: '`csv` answers the same figures as a table, as `Accept: text/csv` does',
  })
  format?: 'json' | 'csv';
}

/** Query of a report that several can be asked for. */
export class SourcedReportQuery extends ReportQuery {
  @Text({
    min: 1,
    max: 40,
    pattern: NAME,
    message: 'must be `calls`, or the id of a provider',
    default: 'calls',
    description:
      'Who counted: this server, the calls that it ran (`calls`), or a provider, all that happened in the account that you connected',
  })
  source: string = 'calls';
}
