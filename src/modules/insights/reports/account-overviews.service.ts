import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { formatUsd } from '../../../common/money/index.js';
import { remainingOf } from '../provider-accounts/accounts/month.js';
import { ProviderFiguresSource } from '../provider-accounts/provider-figures-source.service.js';
import { boundedSum } from '../series/fill.js';
import { dayIn, monthOf, type Period } from '../series/period.js';
import { toFigure } from '../series/report-view.js';
import { NOTHING } from '../series/series.js';
import { AccountOverviewsRepository, type AccountRow } from './account-overviews.repository.js';

const MEASURES = ['requests', 'tokens', 'cost'] as const;
/** More accounts than there are providers. */
const ALL = 1_000;

/** What accounts at providers come to this month, in as many statements however many there are. */
@Injectable()
export class AccountOverviews {
  constructor(
    private readonly database: Database,
    private readonly repository: AccountOverviewsRepository,
    private readonly figures: ProviderFiguresSource,
    private readonly clock: Clock,
  ) {}

  /** What a user calls ids of a dimension: workspaces and keys. */
  names(
    userId: string,
    of: { readonly provider: string; readonly by: string },
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    return this.database.asUser(userId, (tx) => this.repository.names(tx, { userId, ...of }, ids));
  }

  /** Of every account that a user connected, by provider. Asks no provider. */
  async list(userId: string) {
    const rows = await this.database.asUser(userId, (tx) => this.repository.list(tx, userId));
    if (rows.length === 0) return [];
    const now = this.clock.now();
    const month = { ...monthOf(dayIn('UTC', now)), tz: 'UTC' };
    const counted = await this.counted(userId, month, now);
    return rows.map((row) => {
      const cost = counted('cost', row);
      return {
        ...accountOf(row),
        month: { from: month.from, to: month.to },
        requests: counted('requests', row).shown,
        tokens: counted('tokens', row).shown,
        cost: cost.shown,
        remaining: remainingOf(row.limits, cost.figure)?.value ?? null,
      };
    });
  }

  private async counted(userId: string, period: Period, now: Date) {
    const shape = { by: 'provider', period, hasPrior: false, top: ALL, filters: {} };
    const answers = await Promise.all(
      MEASURES.map(async (measure) => {
        const answer = await this.figures.read(userId, { ...shape, measure });
        return [measure, answer] as const;
      }),
    );
    const byMeasure = new Map<string, (typeof answers)[number][1]>(answers);
    return (measure: (typeof MEASURES)[number], { provider, ...known }: AccountRow) => {
      const answer = byMeasure.get(measure);
      const total = answer?.series.dimensions.find(({ dimension }) => dimension === provider);
      const figure = boundedSum(total ?? NOTHING, period, { known, now });
      return { figure, shown: toFigure(figure, answer?.unit ?? 'count') };
    };
  }
}

export type AccountOverview = Awaited<ReturnType<AccountOverviews['list']>>[number];

function accountOf(row: AccountRow) {
  const { provider, status, syncedAt, asOf, isStale } = row;
  const { tier, price, cycle, nextPayment } = row;
  const isDeclared = [tier, price, cycle, nextPayment].some((said) => said !== null);
  return {
    provider,
    status,
    plan: {
      source: isDeclared ? ('declared' as const) : ('not_reported' as const),
      tier,
      price: price && formatUsd(price),
      cycle,
      nextPayment,
    },
    syncedAt: syncedAt?.toISOString() ?? null,
    asOf: asOf?.toISOString() ?? null,
    isStale,
  };
}
