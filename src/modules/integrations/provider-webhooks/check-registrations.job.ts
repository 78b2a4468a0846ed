import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { Registrations } from './registrations.service.js';
import { RegistrationsRepository } from './registrations.repository.js';

/** What is left when the time is up is done ten minutes later. */
const LIMITS = { count: 1, runMs: 60_000 };

/**
 * Compares each connected shop’s webhooks with Shopify’s list once a day, since Shopify deletes what failed
 * eight times: it looks every ten minutes for those whose time has come.
 */
@Scheduled()
@Injectable()
export class CheckRegistrationsJob implements Job {
  readonly name = 'check_shopify_webhooks';
  readonly schedule = '*/10 * * * *';
  private readonly lanes: Lanes;

  constructor(
    lifetime: Lifetime,
    private readonly database: Database,
    private readonly registrations: Registrations,
    private readonly repository: RegistrationsRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lanes = new Lanes(lifetime, LIMITS);
  }

  async run(): Promise<void> {
    let unreachable = 0;
    await this.lanes.drain(() => this.checkNext(() => (unreachable += 1)));
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
