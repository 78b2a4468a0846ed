import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { IndexReport } from '../x402/paid-route.js';

/** What was sold, where that is known. */
export interface IndexedSale {
  readonly route?: string;
  readonly subject?: string;
}

/** The same is told again after an hour: so its time tells that the index still says so. */
const TOLD = { max: 10_000, ttl: 3_600_000 } as const;

/**
 * Tells paid routes what the indexes of facilitators say of what they sell. Nothing waits for it, and
 * nothing fails because of it.
 */
@Injectable()
export class IndexReports {
  private readonly told = new LRUCache<string, string>(TOLD);

  constructor(
    private readonly routes: PaidRoutes,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Notes what came with the answer to one payment. What is said when a payment is only verified counts
   * for as long as nothing was said of a settlement.
   */
  note(sale: IndexedSale, report: IndexReport | undefined, isSettlement: boolean): void {
    const { route: id = '', subject } = sale;
    const route = this.routes.find(id);
    if (report === undefined || subject === undefined || route?.onIndexed === undefined) return;
    const key = JSON.stringify([id, subject, report.index]);
    const said = JSON.stringify([report.status, report.reason]);
    const known = this.told.get(key);
    if (known === said || (known !== undefined && !isSettlement)) return;
    this.told.set(key, said);
    route.onIndexed(subject, report).catch((error: unknown) => {
      this.told.delete(key);
      this.logger.warn({ err: error, subject, ...report }, 'what an index said was not noted');
    });
  }
}
