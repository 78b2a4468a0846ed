import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { type ProviderSession, ProviderUnreachable } from '../providers/provider-session.js';
import { planSubscriptions } from '../providers/shopify/plan-subscriptions.js';
import { ShopifySubscriptions } from '../providers/shopify/shopify-subscriptions.client.js';
import { providerWebhooksConfig } from './provider-webhooks.config.js';
import { type Registration, RegistrationsRepository } from './registrations.repository.js';
import { ShopSessions } from './shop-sessions.service.js';

/** Compliance topics cannot be registered: they stand in the configuration of the app. */
const TOPICS = ['APP_UNINSTALLED'];

/** Sees to it that Shopify sends what shops have to tell. */
@Injectable()
export class Registrations {
  private readonly address: string;

  constructor(
    @Inject(providerWebhooksConfig.KEY)
    { publicUrl }: ConfigType<typeof providerWebhooksConfig>,
    private readonly database: Database,
    private readonly shops: ShopSessions,
    private readonly registrations: RegistrationsRepository,
    private readonly subscriptions: ShopifySubscriptions,
  ) {
    this.address = `${publicUrl}/api/v1/integrations/shopify/webhooks`;
  }

  /**
   * Compares what there should be with what the user’s shop lists, makes what is missing and removes what is
   * not wanted any more. Done twice, it changes nothing; what a process that died had made is found again.
   * @throws {ProviderUnreachable} when the shop could not be asked; it is asked again within an hour
   */
  async reconcile(userId: string): Promise<void> {
    const begun = await this.database.asUser(userId, (tx) => this.begin(tx, userId));
    if (begun === undefined) return;
    const { connection, session, known } = begun;
    const { id, metadata } = connection;
    try {
      const found = await this.repair(session, known);
      await this.database.asUser(userId, (tx) =>
        this.registrations.save(tx, { id, shop: metadata['shop'] }, this.address, found),
      );
    } catch (error) {
      if (!(error instanceof ProviderUnreachable)) throw error;
      await this.database.asUser(userId, (tx) =>
        this.registrations.noteError(tx, id, error.message),
      );
      throw error;
    }
  }

  private async begin(tx: EntityManager, userId: string) {
    const opened = await this.shops.open(tx, userId);
    if (opened === undefined) return undefined;
    const { connection } = opened;
    const known = await this.registrations.intend(tx, connection, TOPICS, this.address);
    return { ...opened, known };
  }

  /** @returns the id of each topic; undefined for what Shopify refuses */
  private async repair(session: ProviderSession, known: readonly Registration[]) {
    const own = new Set(known.flatMap(({ subscriptionId }) => subscriptionId ?? []));
    const listed = await this.subscriptions.list(session);
    const wanted = { topics: TOPICS, address: this.address, own };
    const { kept, missing, stale } = planSubscriptions(wanted, listed);
    const found = new Map<string, string | undefined>(kept);
    for (const topic of missing) {
      found.set(topic, await this.subscriptions.create(session, topic, this.address));
    }
    // Only now: what is gone before its successor is there would tell nobody.
    for (const id of stale) await this.subscriptions.remove(session, id);
    return found;
  }
}
