import { Injectable } from '@nestjs/common';
import { type Secret, safeEqual, sha256 } from '../../../common/crypto/index.js';
import { ChangeFeed, Database, KeptByOwner } from '../../../common/database/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { connectionHolder, type StoredSecret, Vault } from '../vault/vault.service.js';
import { ConnectionsRepository } from './connections.repository.js';
import { isUsable } from './key-state.js';

const REASON_LENGTH = 300;
const KEPT = { max: 1_000, ttlMs: 30_000 };

type StoredKey = StoredSecret & { readonly ownerId: string };

/** Creators' keys for the execution service, in its own row-level security context. */
@Injectable()
export class CredentialReader {
  /** As they stand in the database: no plaintext is kept. */
  private readonly stored: KeptByOwner<StoredKey>;

  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionsRepository,
    private readonly vault: Vault,
    private readonly outbox: Outbox,
    feed: ChangeFeed,
  ) {
    this.stored = new KeptByOwner(feed, KEPT);
  }

  /** Whether {@link revealForExecution} would give a key, told without decrypting one. */
  async isUsable(ownerId: string, provider: string): Promise<boolean> {
    return this.database.asService('execution', async (tx) => {
      const connection = await this.connections.find(tx, ownerId, provider);
      if (connection === null || !isUsable(connection)) return false;
      return (await this.vault.hintOf(tx, connectionHolder(connection), 'api_key')) !== undefined;
    });
  }

  /**
   * The owner's key, or null when it is missing, switched off or known to be invalid.
   * @throws {VaultError} when the stored key was tampered with or its master key is gone.
   */
  async revealForExecution(ownerId: string, provider: string): Promise<Secret | null> {
    const stored = await this.stored.get(`${ownerId} ${provider}`, () =>
      this.readStored(ownerId, provider),
    );
    return stored === undefined ? null : this.vault.unseal(stored);
  }

  private readStored(ownerId: string, provider: string): Promise<StoredKey | undefined> {
    return this.database.asService('execution', async (tx) => {
      const connection = await this.connections.find(tx, ownerId, provider);
      if (connection === null || !isUsable(connection)) return undefined;
      const stored = await this.vault.read(tx, connectionHolder(connection), 'api_key');
      return stored && { ...stored, ownerId };
    });
  }

  /**
   * Records that the provider refused the key during a call, and tells the creator once: further
   * reports change nothing until a new key is saved.
   * @param reason fit for the creator to read; it must not quote the key
   * @param refused the key that was refused: a newer one, saved meanwhile, is then left alone
   */
  async markInvalid(
    ownerId: string,
    provider: string,
    reason: string,
    refused?: Secret,
  ): Promise<void> {
    const told = reason.slice(0, REASON_LENGTH);
    await this.database.asService('execution', async (tx) => {
      const connection = await this.connections.lock(tx, ownerId, provider);
      if (connection?.status !== 'connected') return;
      const stored =
        refused && (await this.vault.open(tx, connectionHolder(connection), 'api_key'));
      if (refused !== undefined && !same(refused, stored)) return;
      await this.connections.markInvalid(tx, connection.id, told);
      await this.outbox.add(tx, {
        userId: ownerId,
        type: 'connection.error',
        data: { provider, reason: told },
      });
    });
  }
}

function same(refused: Secret, stored: Secret | undefined): boolean {
  return stored !== undefined && safeEqual(sha256(refused.reveal()), sha256(stored.reveal()));
}
