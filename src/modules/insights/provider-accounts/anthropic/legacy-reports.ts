import { addDays, type Day, daysBetween } from '../../series/period.js';
import { dayAt, dollarsOfCents, idOrNull } from '../reporting/amounts.js';
import { ReportFailure, unreadable, WindowTooLarge } from '../reporting/report-failure.js';
import type {
  ReportSession,
  UsageEntry,
  UsageReport,
  Window,
} from '../reporting/usage-reporter.js';
import { assertUsd, tokensOf } from './analytics.js';
import { list, type Members, membersOf } from './anthropic-answers.js';

/** Pages count days here; a week of a large organization is as much as is read at once. */
const DAYS_A_PAGE = 7;
const MAX_PAGES = 5;

const USAGE = '/v1/organizations/usage_report/messages';
const COST = '/v1/organizations/cost_report';

/**
 * What the older reports say of a window, where an organization is not offered the newer ones. Nobody counts
 * requests in them, tells list prices, or costs by key; they do not know products.
 * https://platform.claude.com/docs/en/build-with-claude/usage-cost-api
 */
export async function legacyReports(session: ReportSession, window: Window): Promise<UsageReport> {
  const unknown = { requests: null, listCost: null };
  const fine = await read(session, USAGE, ['workspace_id', 'model'], window);
  if (fine === undefined) {
    throw new ReportFailure('no_account', 'This key may not see what the organization uses');
  }
  const costs = await read(session, COST, ['workspace_id', 'description'], window);
  const keys = (await read(session, USAGE, ['api_key_id'], window)) ?? [];
  const entries: UsageEntry[] = [
    ...fine.map(({ day, row }) => ({
      ...fineAt(day, row),
      ...unknown,
      tokens: tokensOf(row),
      ...(costs === undefined && { cost: null }),
    })),
    ...(costs ?? []).map(({ day, row }) => ({
      ...fineAt(day, row),
      ...unknown,
      cost: costOf(row),
    })),
    ...keys.map(({ day, row }) => ({
      cut: 'key' as const,
      day,
      key: idOrNull(row['api_key_id']),
      ...unknown,
      cost: null,
      tokens: tokensOf(row),
    })),
  ];
  return { entries, to: window.to, asOf: null };
}

interface DayRow {
  readonly day: Day;
  readonly row: Members;
}

async function read(
  session: ReportSession,
  path: string,
  groups: readonly string[],
  { from, to }: Window,
): Promise<DayRow[] | undefined> {
  const query = {
    starting_at: `${from}T00:00:00Z`,
    ending_at: `${to}T00:00:00Z`,
    bucket_width: '1d',
    'group_by[]': groups,
    limit: String(Math.min(DAYS_A_PAGE, daysBetween(from, to))),
  };
  const listed = await list(session, { path, query, maxPages: MAX_PAGES });
  if (listed === undefined) return undefined;
  if (!listed.isWhole) throw new WindowTooLarge(Math.min(DAYS_A_PAGE, listed.rows.length));
  let next = from;
  return listed.rows.flatMap((each) => {
    const bucket = membersOf(each);
    const day = dayAt(bucket['starting_at']);
    if (day < next || day >= to) unreadable('A day comes twice, or was not asked for');
    next = addDays(day, 1);
    if (dayAt(bucket['ending_at']) !== next) unreadable('A row is of more than a day');
    const { results } = bucket;
    if (!Array.isArray(results)) return unreadable('Anthropic gave no rows');
    return results.map((row) => ({ day, row: membersOf(row) }));
  });
}

/** The default workspace has no id here. */
function fineAt(day: Day, row: Members) {
  return {
    cut: 'fine' as const,
    day,
    workspace: idOrNull(row['workspace_id']),
    model: idOrNull(row['model']),
  };
}

function costOf({ amount, currency }: Members): string {
  assertUsd(currency);
  return dollarsOfCents(amount);
}
