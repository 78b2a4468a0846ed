import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WrappedKey } from './envelope.js';

/** A table with sealed secrets (`kid`, `wrapped_key`), and the column that finds a row. */
export interface SealedTable {
  readonly name: string;
  readonly key: string;
  /** Before every value of {@link key}. */
  readonly first: string | Buffer;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Every table of the kind: what is missing here would be lost with the old master key. */
export const SEALED_TABLES: readonly SealedTable[] = [
  { name: 'credentials', key: 'id', first: FIRST_ID },
  { name: 'token_revocations', key: 'id', first: FIRST_ID },
  { name: 'oauth_states', key: 'state_hash', first: Buffer.alloc(0) },
];

/** A wrapped data key, and where it stands. */
export interface SealedRow extends WrappedKey {
  readonly key: string | Buffer;
}

/** Wrapped data keys, for whoever changes the master key; never what they seal. */
@Injectable()
export class SealedRowsRepository {
  /** Locks up to `limit` rows after `afterKey` that another key wraps; rows in use are skipped. */
  lockStale(
    tx: EntityManager,
    { name, key }: SealedTable,
    activeKid: string,
    afterKey: string | Buffer,
    limit: number,
  ): Promise<SealedRow[]> {
    return tx.query<SealedRow[]>(
      `SELECT ${key} AS key, kid, wrapped_key AS "wrappedKey" FROM ${name}
        WHERE kid <> $1 AND ${key} > $2 ORDER BY ${key} LIMIT $3 FOR UPDATE SKIP LOCKED`,
      [activeKid, afterKey, limit],
    );
  }

  async countStale(tx: EntityManager, { name }: SealedTable, activeKid: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${name} WHERE kid <> $1`,
      [activeKid],
    );
    return row?.count ?? 0;
  }

  async rewrap(
    tx: EntityManager,
    { name, key }: SealedTable,
    at: SealedRow['key'],
    { kid, wrappedKey }: WrappedKey,
  ): Promise<void> {
    await tx.query(`UPDATE ${name} SET kid = $2, wrapped_key = $3 WHERE ${key} = $1`, [
      at,
      kid,
      wrappedKey,
    ]);
  }
}
