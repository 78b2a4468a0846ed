import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { Registrations } from './registrations.service.js';
import { RegistrationsRepository } from './registrations.repository.js';

/** The queue of jobs is for others too: what is left is done ten minutes later. */
const BUDGET_MS = 60_000;
const MAX_SHOPS = 200;

/**
 * Compares each connected shop’s webhooks with Shopify’s list once a day, since Shopify deletes what failed
 * eight times: it looks every ten minutes for those whose time has come.
 */
@Scheduled()
@Injectable()
export class CheckRegistrationsJob implements Job {
  readonly name = 'check_shopify_webhooks';
  readonly schedule = '*/10 * * * *';

  constructor(
    private readonly database: Database,
    private readonly lifetime: Lifetime,
    private readonly registrations: Registrations,
    private readonly repository: RegistrationsRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const end = performance.now() + BUDGET_MS;
    let unreachable = 0;
    for (let shops = 0; shops < MAX_SHOPS && performance.now() < end; shops += 1) {
      if (this.lifetime.isEnding || !(await this.checkNext(() => (unreachable += 1)))) break;
    }
    if (unreachable > 0) this.logger.warn({ count: unreachable }, 'shops could not be asked');
  }

  /** @returns false when none is due */
  private async checkNext(onUnreachable: () => void): Promise<boolean> {
    const userId = await this.database.asService('provider_webhooks', (tx) =>
      this.repository.takeDue(tx),
    );
    if (userId === undefined) return false;
    try {
      await this.registrations.reconcile(userId);
    } catch (error) {
      if (!(error instanceof ProviderUnreachable)) throw error;
      onUnreachable();
    }
    return true;
  }
}
