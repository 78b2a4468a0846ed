import { Injectable } from '@nestjs/common';
import { addDays, type Day, daysBetween } from '../../series/period.js';
import { idOrNull } from '../reporting/amounts.js';
import type { AccountDocument } from '../reporting/documents.js';
import { ReportFailure, unreadable, WindowTooLarge } from '../reporting/report-failure.js';
import { ReportsUsage } from '../reporting/reports-usage.decorator.js';
import type {
  ReportSession,
  UsageEntry,
  UsageReport,
  UsageReporter,
  Window,
} from '../reporting/usage-reporter.js';
import { creditsDocument, dataOf, entryOf, keyDocument, membersOf } from './openrouter-answers.js';

/** `/activity` tells of so many days, all of them over: today is in `/key` only, as one sum. */
const DAYS = 30;
const AS_REPORT = { isReport: true } as const;

/**
 * What an account at OpenRouter uses and costs, read with a management key:
 * https://openrouter.ai/docs/api-reference/analytics/get-user-activity
 */
@ReportsUsage()
@Injectable()
export class OpenRouterUsage implements UsageReporter {
  readonly provider = 'openrouter_management';
  readonly windowDays = DAYS;

  earliest(today: Day): Day {
    return addDays(today, -DAYS);
  }

  async identify(session: ReportSession): Promise<string | null> {
    const key = await this.key(session);
    if (key['is_management_key'] !== true) {
      throw new ReportFailure('no_account', 'The key is no management key');
    }
    return idOrNull(key['organization_id']) ?? idOrNull(key['creator_user_id']);
  }

  async *documents(session: ReportSession): AsyncGenerator<AccountDocument> {
    yield { kind: 'key', content: keyDocument(await this.key(session)) };
    const credits = dataOf(await session.get('/credits', {}, AS_REPORT));
    yield { kind: 'credits', content: credits === undefined ? null : creditsDocument(credits) };
  }

  async usage(session: ReportSession, { from, to }: Window): Promise<UsageReport> {
    const today = session.now.toISOString().slice(0, 10);
    const end = to < today ? to : today;
    const told = { asOf: null, untold: ['cacheRead', 'cacheWrite'] } as const;
    if (end <= from) return { entries: [], to: from, ...told };
    // Days that it no longer tells of would look as if nothing had happened.
    if (from < this.earliest(today)) return unreadable('OpenRouter tells of thirty days only');
    const entries = await this.activity(session, { from, to: end });
    return { entries, to: end, ...told };
  }

  /** One question for all days, or for a single one where that would be too much. */
  private async activity(session: ReportSession, { from, to }: Window): Promise<UsageEntry[]> {
    const isOneDay = daysBetween(from, to) === 1;
    const query = { group_by: 'workspace', ...(isOneDay && { date: from }) };
    const answer = await session.get('/activity', query, AS_REPORT);
    if (answer.status === 200 && answer.body === undefined && !isOneDay)
      throw new WindowTooLarge(1);
    const rows = dataOf(answer);
    if (rows === undefined) throw new ReportFailure('no_account', 'The key may see no activity');
    if (!Array.isArray(rows)) return unreadable('OpenRouter gave no rows');
    return rows.map(entryOf).filter(({ day }) => day >= from && day < to);
  }

  private async key(session: ReportSession) {
    const data = dataOf(await session.get('/key', {}, AS_REPORT));
    return data === undefined ? unreadable('OpenRouter hides the key itself') : membersOf(data);
  }
}
