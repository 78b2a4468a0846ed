import { Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import { ChangeFeed, Database, KeptByOwner } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { resourceHolder, type StoredSecret, Vault } from '../vault/vault.service.js';
import { OwnedResourcesRepository } from './owned-resources.repository.js';

const TYPE = 'resource_secret';
const KEPT = { max: 1_000, ttlMs: 30_000 };

type KeptSecret = StoredSecret & { readonly ownerId: string };

/** The one secret of a resource: what its endpoint asks for, or its own key for a model. */
@Injectable()
export class ResourceSecrets {
  /** As they stand in the database: no plaintext is kept. */
  private readonly stored: KeptByOwner<KeptSecret>;

  constructor(
    private readonly database: Database,
    private readonly resources: OwnedResourcesRepository,
    private readonly vault: Vault,
    feed: ChangeFeed,
  ) {
    this.stored = new KeptByOwner(feed, KEPT);
  }

  /** The last characters of the secret; undefined where none is stored. @throws {Problem} not_found */
  hint(userId: string, resourceId: string): Promise<string | undefined> {
    return this.database.asUser(userId, async (tx) => {
      if (!(await this.resources.lock(tx, resourceId))) throw new Problem(notFound);
      return this.vault.hintOf(tx, resourceHolder(resourceId, userId), TYPE);
    });
  }

  /** Whether a secret is stored; false where the resource is not the user's. */
  async isStored(userId: string, resourceId: string): Promise<boolean> {
    const hint = await this.database.asUser(userId, (tx) =>
      this.vault.hintOf(tx, resourceHolder(resourceId, userId), TYPE),
    );
    return hint !== undefined;
  }

  /** Stores the secret in place of the one before. @throws {Problem} not_found */
  async save(userId: string, resourceId: string, secret: Secret): Promise<void> {
    await this.database.asUser(userId, async (tx) => {
      if (!(await this.resources.lock(tx, resourceId))) throw new Problem(notFound);
      await this.vault.store(tx, resourceHolder(resourceId, userId), TYPE, secret);
    });
  }

  /** Once it is gone, removing it again changes nothing. @throws {Problem} not_found */
  async remove(userId: string, resourceId: string): Promise<void> {
    await this.database.asUser(userId, async (tx) => {
      if (!(await this.resources.lock(tx, resourceId))) throw new Problem(notFound);
      await this.vault.delete(tx, resourceHolder(resourceId, userId), TYPE);
    });
  }

  /**
   * The secret for a call; undefined where none is stored.
   * @throws {VaultError} when it was tampered with or its master key is gone
   */
  async revealForExecution(ownerId: string, resourceId: string): Promise<Secret | undefined> {
    const stored = await this.stored.get(resourceId, () => this.read(ownerId, resourceId));
    return stored && this.vault.unseal(stored);
  }

  private read(ownerId: string, resourceId: string): Promise<KeptSecret | undefined> {
    return this.database.asService('execution', async (tx) => {
      const stored = await this.vault.read(tx, resourceHolder(resourceId, ownerId), TYPE);
      return stored && { ...stored, ownerId };
    });
  }
}
