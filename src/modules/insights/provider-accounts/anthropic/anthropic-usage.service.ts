import { Injectable } from '@nestjs/common';
import { addDays, type Day } from '../../series/period.js';
import { idOrNull } from '../reporting/amounts.js';
import type { AccountDocument } from '../reporting/documents.js';
import { ReportFailure } from '../reporting/report-failure.js';
import { ReportsUsage } from '../reporting/reports-usage.decorator.js';
import type {
  CodingEntry,
  ReportSession,
  UsageReport,
  UsageReporter,
  Window,
} from '../reporting/usage-reporter.js';
import { analytics } from './analytics.js';
import { answerOf, firstPage, list } from './anthropic-answers.js';
import {
  apiKeysOf,
  organizationOf,
  rateLimitsOf,
  spendLimitsOf,
  workspacesOf,
} from './anthropic-documents.js';
import { claudeCodeDay } from './claude-code.js';
import { legacyReports } from './legacy-reports.js';

const SPEND_LIMITS = { 'anthropic-beta': 'spend-limit-reads-2026-09-26' };
/** Of days before it, Anthropic's newer reports tell nothing. */
const OLDEST = '2026-01-01';
const YEAR = 365;
const MAX_PAGES = 3;

/**
 * What an organization at Anthropic uses and costs: by the reports that count requests, or by the older ones
 * where those answer 403 or 404.
 */
@ReportsUsage()
@Injectable()
export class AnthropicUsage implements UsageReporter {
  readonly provider = 'anthropic';
  /** Both APIs tell of 31 days at once. */
  readonly windowDays = 31;

  earliest(today: Day): Day {
    const first = addDays(today, 1 - YEAR);
    return first > OLDEST ? first : OLDEST;
  }

  async identify(session: ReportSession): Promise<string | null> {
    return idOrNull((await this.organization(session))['id']);
  }

  async *documents(session: ReportSession): AsyncGenerator<AccountDocument> {
    yield { kind: 'organization', content: organizationOf(await this.organization(session)) };
    const archived = { include_archived: 'true' };
    const workspaces = await firstPage(session, '/v1/organizations/workspaces', archived);
    yield { kind: 'workspaces', content: workspaces ? workspacesOf(workspaces) : null };
    const keys = await firstPage(session, '/v1/organizations/api_keys');
    yield { kind: 'api_keys', content: keys ? apiKeysOf(keys) : null };
    const spend = await this.listed(session, 'spend_limits', SPEND_LIMITS);
    yield { kind: 'spend_limits', content: spend ? spendLimitsOf(spend) : null };
    const rates = await this.listed(session, 'rate_limits');
    yield { kind: 'rate_limits', content: rates ? rateLimitsOf(rates) : null };
  }

  async usage(session: ReportSession, window: Window): Promise<UsageReport> {
    return (await analytics(session, window)) ?? legacyReports(session, window);
  }

  codingDay(session: ReportSession, day: Day): Promise<readonly CodingEntry[] | undefined> {
    return claudeCodeDay(session, day);
  }

  private async organization(session: ReportSession) {
    const answer = answerOf(await session.get('/v1/organizations/me', {}, { isReport: true }));
    if (answer !== undefined) return answer;
    const reason = 'This key shows no account: usage and cost need an Admin key';
    throw new ReportFailure('no_account', reason);
  }

  private async listed(
    session: ReportSession,
    name: string,
    headers?: Readonly<Record<string, string>>,
  ) {
    const listing = { path: `/v1/organizations/${name}`, query: {}, maxPages: MAX_PAGES };
    const listed = await list(session, { ...listing, ...(headers && { headers }) });
    return listed?.rows.slice(0, 1_000);
  }
}
