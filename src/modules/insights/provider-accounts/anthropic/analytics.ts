import { addDays, daysBetween, type Day } from '../../series/period.js';
import { dayAt, dollarsOfCents, idOrNull, instantOrNull, whole } from '../reporting/amounts.js';
import { unreadable, WindowTooLarge } from '../reporting/report-failure.js';
import type {
  Cut,
  ReportSession,
  UsageEntry,
  UsageReport,
  Window,
} from '../reporting/usage-reporter.js';
import { list, type Listed, type Members, membersOf } from './anthropic-answers.js';

/** https://platform.claude.com/docs/en/manage-claude/usage-cost-analytics-api */
const HEADERS = { 'anthropic-beta': 'analytics-usage-cost-2026-08-24' };
/** Of each of six listings: together fewer than a run may ask for. */
const MAX_PAGES = 9;

/** By what each cut is grouped. */
const GROUPS: Readonly<Record<Cut, readonly string[]>> = {
  fine: ['workspace_id', 'model'],
  key: ['api_key_id'],
  product: ['product'],
};
const CUTS = ['fine', 'key', 'product'] as const satisfies readonly Cut[];

/** The two reports that this API has. */
type Kind = 'usage' | 'cost';

/** What the newer reports say of a window; undefined when the organization is not offered them. */
export async function analytics(
  session: ReportSession,
  window: Window,
): Promise<UsageReport | undefined> {
  const entries: UsageEntry[] = [];
  const refreshed: Date[] = [];
  let hasCosts = true;
  for (const cut of CUTS) {
    const usage = await read(session, 'usage', cut, window);
    if (usage === undefined && cut === 'fine') return undefined;
    const costs: Listed | undefined = hasCosts
      ? await read(session, 'cost', cut, window)
      : undefined;
    hasCosts = costs !== undefined;
    for (const row of rowsIn(usage, window, cut)) {
      entries.push({ ...usageOf(row), ...(!hasCosts && { cost: null, listCost: null }) });
    }
    for (const row of rowsIn(costs, window, cut)) entries.push(costOf(row));
    refreshed.push(...[usage, costs].flatMap(refreshedAt));
  }
  const asOf = refreshed.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
  return { entries, to: window.to, asOf };
}

async function read(
  session: ReportSession,
  kind: Kind,
  cut: Cut,
  { from, to }: Window,
): Promise<Listed | undefined> {
  const listed = await list(session, {
    path: `/v1/organizations/analytics/${kind}`,
    query: {
      starting_at: `${from}T00:00:00Z`,
      ending_at: `${to}T00:00:00Z`,
      time_bucket_width: '1d',
      'group_by[]': GROUPS[cut],
      order_by: 'time',
      order: 'asc',
      limit: '1000',
    },
    headers: HEADERS,
    maxPages: MAX_PAGES,
  });
  if (listed?.isWhole === false) {
    const last = membersOf(listed.rows.at(-1) ?? unreadable('Anthropic gives pages without rows'));
    throw new WindowTooLarge(Math.max(0, daysBetween(from, dayAt(last['starting_at']))));
  }
  return listed;
}

/** A row of one day, with what tells it apart. */
interface DayRow {
  readonly at: Pick<UsageEntry, 'cut' | 'day' | 'workspace' | 'model' | 'key' | 'product'>;
  readonly row: Members;
}

/** @throws {ReportFailure} for rows twice, in the wrong order, or of days that were not asked for */
function* rowsIn(listed: Listed | undefined, window: Window, cut: Cut): Generator<DayRow> {
  const seen = new Set<string>();
  let latest = window.from;
  for (const each of listed?.rows ?? []) {
    const row = membersOf(each);
    const day = dayOf(row);
    if (day < window.from || day >= window.to)
      unreadable('A row is of a day that was not asked for');
    if (day < latest) unreadable('The rows go back in time');
    latest = day;
    const at = { cut, day, ...groupOf(membersOf(row['group']), cut) };
    const name = JSON.stringify(at);
    if (seen.has(name)) unreadable('A row comes twice');
    seen.add(name);
    yield { at, row };
  }
}

function dayOf({ starting_at: start, ending_at: end }: Members): Day {
  const day = dayAt(start);
  return dayAt(end) === addDays(day, 1) ? day : unreadable('A row is of more than a day');
}

/** Values that are new, of products say, are kept as they are. */
function groupOf(group: Members, cut: Cut) {
  switch (cut) {
    case 'fine':
      return { workspace: idOrNull(group['workspace_id']), model: idOrNull(group['model']) };
    case 'key':
      return { key: idOrNull(group['api_key_id']) };
    case 'product':
      return { product: idOrNull(group['product']) };
  }
}

function usageOf({ at, row }: DayRow): UsageEntry {
  const usage = membersOf(row['usage']);
  const { requests } = usage;
  const tokens = tokensOf(usage);
  const sum = Object.values(tokens).reduce((all, each) => all + BigInt(each), 0n);
  if (sum !== BigInt(whole(usage['total_tokens']))) {
    unreadable('The kinds of tokens do not come to their total');
  }
  return { ...at, requests: requests === null ? null : whole(requests), tokens };
}

/** Both APIs count tokens alike. */
export function tokensOf(usage: Members) {
  const created = membersOf(usage['cache_creation']);
  const written = ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'].map((name) =>
    BigInt(whole(created[name])),
  );
  return {
    input: whole(usage['uncached_input_tokens']),
    output: whole(usage['output_tokens']),
    cacheRead: whole(usage['cache_read_input_tokens']),
    cacheWrite: written.reduce((all, each) => all + each, 0n).toString(),
  };
}

function costOf({ at, row }: DayRow): UsageEntry {
  const { amount, list_amount: list, currency } = membersOf(row['cost']);
  assertUsd(currency);
  return { ...at, cost: dollarsOfCents(amount), listCost: dollarsOfCents(list) };
}

/** Amounts of two currencies have no sum. */
export function assertUsd(currency: unknown): void {
  if (currency !== 'USD') unreadable('An amount is not in US dollars');
}

function refreshedAt(listed: Listed | undefined): Date[] {
  return (listed?.pages ?? []).flatMap((page) => instantOrNull(page['data_refreshed_at']) ?? []);
}
