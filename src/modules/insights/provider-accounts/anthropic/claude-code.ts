import type { Day } from '../../series/period.js';
import { dayAt, dollarsOfCents, whole } from '../reporting/amounts.js';
import { unreadable } from '../reporting/report-failure.js';
import type { CodingEntry, ReportSession } from '../reporting/usage-reporter.js';
import { assertUsd } from './analytics.js';
import { list, type Members, membersOf } from './anthropic-answers.js';

const MAX_PAGES = 5;
/** The longest that an e-mail address can be. */
const MAX_ACTOR = 320;
const ACTOR = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/**
 * Who did what with Claude Code in a UTC day; undefined where the organization is not offered the report.
 * https://platform.claude.com/docs/en/build-with-claude/claude-code-analytics-api
 */
export async function claudeCodeDay(
  session: ReportSession,
  day: Day,
): Promise<readonly CodingEntry[] | undefined> {
  const listed = await list(session, {
    path: '/v1/organizations/usage_report/claude_code',
    query: { starting_at: day, limit: '1000' },
    maxPages: MAX_PAGES,
  });
  if (listed?.isWhole === false) return unreadable('A day of Claude Code has too many rows');
  return listed?.rows.map(membersOf).flatMap((row) => entriesOf(row, day));
}

/** What was done once, and what each model used of it. */
function entriesOf(row: Members, day: Day): CodingEntry[] {
  if (dayAt(row['date']) !== day) unreadable('A row is of a day that was not asked for');
  const actor = actorOf(membersOf(row['actor']));
  const core = membersOf(row['core_metrics']);
  const lines = membersOf(core['lines_of_code']);
  const models: readonly unknown[] = Array.isArray(row['model_breakdown'])
    ? row['model_breakdown']
    : [];
  const done = {
    actor,
    sessions: whole(core['num_sessions']),
    linesAdded: whole(lines['added']),
    linesRemoved: whole(lines['removed']),
    commits: whole(core['commits_by_claude_code']),
    pullRequests: whole(core['pull_requests_by_claude_code']),
    tokens: { input: '0', output: '0', cacheRead: '0', cacheWrite: '0' },
    cost: '0',
  };
  const nothing = { sessions: '0', linesAdded: '0', linesRemoved: '0', commits: '0' };
  const used = models.map((each) => ({
    actor,
    ...nothing,
    pullRequests: '0',
    ...usedOf(membersOf(each)),
  }));
  return [done, ...used];
}

function usedOf({ tokens, estimated_cost: estimated }: Members) {
  const counts = membersOf(tokens);
  const { currency, amount } = estimated ? membersOf(estimated) : {};
  if (estimated) assertUsd(currency);
  return {
    tokens: {
      input: whole(counts['input']),
      output: whole(counts['output']),
      cacheRead: whole(counts['cache_read']),
      cacheWrite: whole(counts['cache_creation']),
    },
    cost: estimated ? dollarsOfCents(amount) : null,
  };
}

function actorOf(actor: Members): CodingEntry['actor'] {
  const kinds = { user_actor: 'user', api_actor: 'api_key' } as const;
  const type = String(actor['type']);
  const kind = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : 'other';
  const name = actor['email_address'] ?? actor['api_key_name'] ?? type;
  if (typeof name === 'string' && name.length <= MAX_ACTOR && ACTOR.test(name))
    return { kind, name };
  return unreadable('An actor has no readable name');
}
