import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { vaultConfig } from './vault.config.js';
import type { CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';
import { rewrap, VaultError } from './envelope.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What a rotation left behind. */
export interface RotationResult {
  /** Credentials that are now under the active key. */
  readonly rewrapped: number;
  /** Credentials still under another key; only at 0 may the old key leave VAULT_KEYS. */
  readonly remaining: number;
}

/** Moves every credential under VAULT_ACTIVE_KEY while the vault stays in use. */
@Injectable()
export class VaultRotation {
  constructor(
    @Inject(vaultConfig.KEY) private readonly keyring: ConfigType<typeof vaultConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
    private readonly credentials: CredentialsRepository,
  ) {}

  /**
   * Wraps data keys again, one transaction for each batch: stop it at any time and run it again, or
   * run it twice at once. Secrets are never decrypted. Rows that others hold locked, or that no key
   * in the keyring opens, are left and counted.
   */
  async rotateVault(batchSize = 100, signal?: AbortSignal): Promise<RotationResult> {
    let rewrapped = 0;
    let afterId: string | undefined = FIRST_ID;
    while (afterId !== undefined) {
      if (signal?.aborted === true) break;
      const from: string = afterId;
      const batch = await this.database.asService('maintenance', (tx) =>
        this.rotateBatch(tx, from, batchSize),
      );
      rewrapped += batch.rewrapped;
      afterId = batch.lastId;
    }
    const remaining = await this.database.asService('maintenance', (tx) =>
      this.credentials.countStale(tx, this.keyring.activeKid),
    );
    return { rewrapped, remaining };
  }

  private async rotateBatch(tx: EntityManager, afterId: string, limit: number) {
    const rows = await this.credentials.lockStale(tx, this.keyring.activeKid, afterId, limit);
    let rewrapped = 0;
    for (const row of rows) {
      if (await this.rotateRow(tx, row)) rewrapped += 1;
    }
    return { rewrapped, lastId: rows.at(-1)?.id };
  }

  private async rotateRow(tx: EntityManager, row: CredentialEntity): Promise<boolean> {
    try {
      await this.credentials.rewrap(tx, row.id, rewrap(row, this.keyring));
      return true;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.logger.error({ err: error, credentialId: row.id }, 'a credential cannot be rotated');
      return false;
    }
  }
}
