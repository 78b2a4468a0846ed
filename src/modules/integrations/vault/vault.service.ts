import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import type { Secret } from '../../../common/crypto/index.js';
import { vaultConfig } from './vault.config.js';
import type { CredentialType } from './credential.entity.js';
import { CredentialsRepository, type HolderKey } from './credentials.repository.js';
import { type CredentialContext, open, seal, type SealedSecret } from './envelope.js';

/** The connection, the resource or the webhook that a credential belongs to. */
export interface CredentialHolder {
  readonly key: HolderKey;
  readonly userId: string;
  /** Binds the ciphertext to its holder, besides the user: the provider, the resource or the webhook. */
  readonly provider: string;
}

/** A user's connection to a provider as the holder of its secrets. */
export function connectionHolder(connection: {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
}): CredentialHolder {
  const { id: connectionId, userId, provider } = connection;
  return { key: { connectionId }, userId, provider };
}

/** A user's resource as the holder of its secrets. */
export function resourceHolder(resourceId: string, userId: string): CredentialHolder {
  return { key: { resourceId }, userId, provider: `resource:${resourceId}` };
}

/** A user's webhook as the holder of its secrets. */
export function webhookHolder(webhookId: string, userId: string): CredentialHolder {
  return { key: { webhookId }, userId, provider: `webhook:${webhookId}` };
}

/** A secret as it is stored, with what it is bound to. */
export interface StoredSecret {
  readonly sealed: SealedSecret;
  readonly context: CredentialContext;
}

/** Secrets at rest, one for each holder and type. They are plaintext in memory only. */
@Injectable()
export class Vault {
  constructor(
    @Inject(vaultConfig.KEY) private readonly keyring: ConfigType<typeof vaultConfig>,
    private readonly credentials: CredentialsRepository,
  ) {}

  /** Stores a secret in place of the one before. The caller holds the lock on the holder. */
  async store(
    tx: EntityManager,
    holder: CredentialHolder,
    type: CredentialType,
    secret: Secret,
  ): Promise<void> {
    const { key, userId, provider } = holder;
    const version = await this.credentials.nextVersion(tx, { userId, provider, type });
    const sealed = seal(secret, { userId, provider, type, version }, this.keyring);
    await this.credentials.put(tx, key, {
      ...sealed,
      userId,
      provider,
      type,
      version,
      hint: secret.hint(),
    });
  }

  /**
   * The plaintext, or undefined where nothing is stored.
   * @throws {VaultError} when the row was altered, moved, put back, or its key left the keyring.
   */
  async open(
    tx: EntityManager,
    holder: CredentialHolder,
    type: CredentialType,
  ): Promise<Secret | undefined> {
    const stored = await this.read(tx, holder, type);
    return stored && this.unseal(stored);
  }

  /** The secret as it is stored, to {@link unseal} it later; undefined where nothing is. */
  async read(
    tx: EntityManager,
    { key, userId, provider }: CredentialHolder,
    type: CredentialType,
  ): Promise<StoredSecret | undefined> {
    const name = { userId, provider, type };
    const sealed = await this.credentials.find(tx, key, name);
    // Bound to the holder that was asked for and its last version, not to what the row says of itself.
    return sealed && { sealed, context: { ...name, version: sealed.version } };
  }

  /** Seals what is stored elsewhere for a short time; {@link unseal} opens it with the same context. */
  seal(secret: Secret, context: CredentialContext): SealedSecret {
    return seal(secret, context, this.keyring);
  }

  /** @throws {VaultError} when the row was altered, moved, or its key left the keyring. */
  unseal({ sealed, context }: StoredSecret): Secret {
    return open(sealed, context, this.keyring);
  }

  /** What people may see of a secret, without opening it; undefined where nothing is stored. */
  hintOf(
    tx: EntityManager,
    holder: CredentialHolder,
    type: CredentialType,
  ): Promise<string | undefined> {
    return this.credentials.hintOf(tx, holder.key, type);
  }

  async delete(tx: EntityManager, holder: CredentialHolder, type: CredentialType): Promise<void> {
    await this.credentials.delete(tx, holder.key, type);
  }
  /** Whatever the holder has. */
  async deleteAll(tx: EntityManager, holder: CredentialHolder): Promise<void> {
    await this.credentials.deleteAll(tx, holder.key);
  }
}
