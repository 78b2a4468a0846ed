import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { vaultConfig } from './vault.config.js';
import { rewrap, VaultError } from './envelope.js';
import {
  SEALED_TABLES,
  type SealedRow,
  SealedRowsRepository,
  type SealedTable,
} from './sealed-rows.repository.js';

/** What a rotation left behind. */
export interface RotationResult {
  /** Secrets that are now under the active key. */
  readonly rewrapped: number;
  /** Secrets still under another key; only at 0 may the old key leave VAULT_KEYS. */
  readonly remaining: number;
}

/** How many rows of a batch were moved, and its last one. */
interface Batch {
  readonly rewrapped: number;
  readonly last: SealedRow['key'] | undefined;
}

/** Moves everything that is sealed under VAULT_ACTIVE_KEY while the vault stays in use. */
@Injectable()
export class VaultRotation {
  constructor(
    @Inject(vaultConfig.KEY) private readonly keyring: ConfigType<typeof vaultConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
    private readonly rows: SealedRowsRepository,
  ) {}

  /**
   * Wraps data keys again, one transaction for each batch: stop it at any time and run it again, or
   * run it twice at once. Secrets are never decrypted. Rows that others hold locked, or that no key
   * in the keyring opens, are left and counted.
   */
  async rotateVault(batchSize = 100, signal?: AbortSignal): Promise<RotationResult> {
    let rewrapped = 0;
    let remaining = 0;
    for (const table of SEALED_TABLES) {
      rewrapped += await this.rotateTable(table, batchSize, signal);
      remaining += await this.database.asService('maintenance', (tx) =>
        this.rows.countStale(tx, table, this.keyring.activeKid),
      );
    }
    return { rewrapped, remaining };
  }

  private async rotateTable(
    table: SealedTable,
    batchSize: number,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    let rewrapped = 0;
    let after: SealedRow['key'] | undefined = table.first;
    while (after !== undefined) {
      if (signal?.aborted === true) break;
      const from: SealedRow['key'] = after;
      const batch: Batch = await this.database.asService('maintenance', (tx) =>
        this.rotateBatch(tx, table, from, batchSize),
      );
      rewrapped += batch.rewrapped;
      after = batch.last;
    }
    return rewrapped;
  }

  private async rotateBatch(
    tx: EntityManager,
    table: SealedTable,
    after: SealedRow['key'],
    limit: number,
  ): Promise<Batch> {
    const rows = await this.rows.lockStale(tx, table, this.keyring.activeKid, after, limit);
    let rewrapped = 0;
    for (const row of rows) {
      if (await this.rotateRow(tx, table, row)) rewrapped += 1;
    }
    return { rewrapped, last: rows.at(-1)?.key };
  }

  private async rotateRow(tx: EntityManager, table: SealedTable, row: SealedRow): Promise<boolean> {
    try {
      await this.rows.rewrap(tx, table, row.key, rewrap(row, this.keyring));
      return true;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      const { name } = table;
      const id = typeof row.key === 'string' ? row.key : undefined;
      this.logger.error({ err: error, table: name, id }, 'a secret cannot be rotated');
      return false;
    }
  }
}
