import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import type { Secret } from '../../../common/crypto/index.js';
import { type StoredSecret, Vault, webhookHolder } from '../vault/vault.service.js';
import { newWebhookSecret } from './webhook-signature.js';

/** What webhooks sign with. The plaintext leaves once, when it is made. */
@Injectable()
export class WebhookSecrets {
  constructor(
    private readonly clock: Clock,
    private readonly vault: Vault,
  ) {}

  /** Makes the first secret of a webhook that `tx` made. */
  async create(tx: EntityManager, webhookId: string, userId: string): Promise<Secret> {
    const secret = newWebhookSecret();
    await this.vault.store(tx, webhookHolder(webhookId, userId), 'webhook_secret', secret);
    return secret;
  }

  /** Makes another one, and keeps the present one as the previous. The caller holds the lock. */
  async rotate(tx: EntityManager, webhookId: string, userId: string): Promise<Secret> {
    const holder = webhookHolder(webhookId, userId);
    const present = await this.vault.open(tx, holder, 'webhook_secret');
    if (present) await this.vault.store(tx, holder, 'webhook_previous_secret', present);
    return this.create(tx, webhookId, userId);
  }

  /**
   * As they are stored, the present one first.
   * @param previousUntil until when the one before signs too
   */
  async read(
    tx: EntityManager,
    webhookId: string,
    userId: string,
    previousUntil: Date | null,
  ): Promise<StoredSecret[]> {
    const holder = webhookHolder(webhookId, userId);
    const present = await this.vault.read(tx, holder, 'webhook_secret');
    const isRotating = previousUntil !== null && previousUntil > this.clock.now();
    const previous = isRotating
      ? await this.vault.read(tx, holder, 'webhook_previous_secret')
      : undefined;
    return [present, previous].filter((each) => each !== undefined);
  }

  /** @throws {VaultError} when a row was altered, moved, or its key left the keyring */
  unseal(stored: readonly StoredSecret[]): Secret[] {
    return stored.map((each) => this.vault.unseal(each));
  }
}
