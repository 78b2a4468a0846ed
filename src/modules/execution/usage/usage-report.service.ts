import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { type Cursor, Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { Storefront } from '../../resources/index.js';
import { resourceNotFound } from '../execution-problems.js';
import type { Span } from './span.js';
import { UsageLogEntry, type UsageStatus } from './usage-log.entity.js';

/** Which lines of a resource's log. */
export interface UsageFilter extends Span {
  readonly status: UsageStatus | undefined;
}

/** Lines that ended in one way, added up; null where a figure is known of none of them. */
export interface UsageTotal {
  readonly status: UsageStatus;
  readonly runs: number;
  readonly failures: number;
  /** Atomic USDC. */
  readonly amountPaid: bigint;
  /** 10^-9 USD. */
  readonly providerCost: bigint | null;
  readonly inputTokens: bigint | null;
  readonly outputTokens: bigint | null;
}

/** Sums as PostgreSQL writes them. */
type RawTotal = Pick<UsageTotal, 'status'> &
  Readonly<Record<Exclude<keyof UsageTotal, 'status'>, string | null>>;

/**
 * Reads a creator's usage log. What does not exist and what is somebody else's are answered alike:
 * `resource_not_found`.
 */
@Injectable()
export class UsageReport {
  constructor(
    private readonly database: Database,
    private readonly storefront: Storefront,
  ) {}

  /**
   * Lines of one resource, newest first, beginning after `cursor`.
   * @throws {Problem} `resource_not_found` unless it is the owner's, archived or not
   */
  async page(
    ownerId: string,
    resourceId: string,
    filter: UsageFilter,
    { limit, cursor }: { readonly limit: number; readonly cursor: Cursor | undefined },
  ): Promise<UsageLogEntry[]> {
    await this.assertOwned(ownerId, resourceId);
    return this.database.asUser(ownerId, (tx) => {
      const log = tx.createQueryBuilder(UsageLogEntry, 'log');
      const lines = chosen(log, resourceId, filter)
        .orderBy('log.createdAt', 'DESC')
        .addOrderBy('log.id', 'DESC')
        .take(limit);
      if (cursor !== undefined) {
        lines.andWhere('(log.createdAt, log.id) < (:createdAt, :id)', { ...cursor });
      }
      return lines.getMany();
    });
  }

  /**
   * The same added up, one total for each way to end that occurred.
   * @throws {Problem} as {@link page}
   */
  async totals(ownerId: string, resourceId: string, span: Span): Promise<UsageTotal[]> {
    await this.assertOwned(ownerId, resourceId);
    return this.database.asUser(ownerId, async (tx) => {
      const log = tx.createQueryBuilder(UsageLogEntry, 'log');
      const rows = await chosen(log, resourceId, { ...span, status: undefined })
        .select('log.status', 'status')
        .addSelect('count(*)', 'runs')
        .addSelect('count(log.failure)', 'failures')
        .addSelect('sum(log.amount_paid_usdc)', 'amountPaid')
        .addSelect('sum(log.provider_cost_nano_usd)', 'providerCost')
        .addSelect('sum(log.input_tokens)', 'inputTokens')
        .addSelect('sum(log.output_tokens)', 'outputTokens')
        .groupBy('log.status')
        .orderBy('log.status')
        .getRawMany<RawTotal>();
      return rows.map(({ status, runs, failures, ...sums }) => ({
        status,
        runs: Number(runs),
        failures: Number(failures),
        amountPaid: BigInt(sums.amountPaid ?? 0),
        providerCost: toBigint(sums.providerCost),
        inputTokens: toBigint(sums.inputTokens),
        outputTokens: toBigint(sums.outputTokens),
      }));
    });
  }

  private async assertOwned(ownerId: string, resourceId: string): Promise<void> {
    if (await this.storefront.hasEverOwned(ownerId, resourceId)) return;
    throw new Problem(resourceNotFound);
  }
}

function chosen(
  log: SelectQueryBuilder<UsageLogEntry>,
  resourceId: string,
  { from, to, status }: UsageFilter,
): SelectQueryBuilder<UsageLogEntry> {
  log.where('log.resourceId = :resourceId', { resourceId });
  if (from !== undefined) log.andWhere('log.createdAt >= :from', { from });
  if (to !== undefined) log.andWhere('log.createdAt < :to', { to });
  if (status !== undefined) log.andWhere('log.status = :status', { status });
  return log;
}

function toBigint(sum: string | null): bigint | null {
  return sum === null ? null : BigInt(sum);
}
