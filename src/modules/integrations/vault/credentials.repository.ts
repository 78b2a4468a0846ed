import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CredentialEntity, type CredentialType } from './credential.entity.js';
import type { CredentialContext, SealedSecret } from './envelope.js';

type NewCredential = Omit<CredentialEntity, 'id' | 'connectionId' | 'resourceId' | 'webhookId'>;

/** A secret at rest and its last version; 0 where none was ever given out. */
export interface VersionedSecret extends SealedSecret {
  readonly version: number;
}

/** Whose secret it is; with a version, a {@link CredentialContext}. */
export type CredentialName = Omit<CredentialContext, 'version'>;

/** Versions up to this one were used before the last ones were kept, also by what is deleted. */
const UNKEPT_VERSIONS = 1_000_000;

/** What a credential belongs to: a connection, a resource or a webhook. */
export type HolderKey =
  | { readonly connectionId: string }
  | { readonly resourceId: string }
  | { readonly webhookId: string };

@Injectable()
export class CredentialsRepository {
  /**
   * A secret as it is stored, and the version that was given out last, whatever the row says of
   * itself. One statement: a secret that is saved meanwhile is seen with its version or not at all.
   */
  async find(
    tx: EntityManager,
    holder: HolderKey,
    { userId, provider, type }: CredentialName,
  ): Promise<VersionedSecret | undefined> {
    const [column, id] = columnOf(holder);
    const [row] = await tx.query<VersionedSecret[]>(
      `SELECT c.kid, c.wrapped_key AS "wrappedKey", c.ciphertext, coalesce(v.version, 0) AS version
         FROM credentials c
         LEFT JOIN credential_versions v ON (v.user_id, v.provider, v.type) = ($3, $4, $2)
        WHERE c.${column} = $1 AND c.type = $2`,
      [id, type, userId, provider],
    );
    return row;
  }

  /** A version that the secret never had. The caller holds the lock on its holder. */
  async nextVersion(tx: EntityManager, name: CredentialName): Promise<number> {
    const [row] = await tx.query<{ version: number }[]>(
      `SELECT version FROM credential_versions WHERE user_id = $1 AND provider = $2 AND type = $3`,
      [name.userId, name.provider, name.type],
    );
    return Math.max(row?.version ?? 0, UNKEPT_VERSIONS) + 1;
  }

  /** The `hint` alone: neither the ciphertext nor the wrapped key leaves the database. */
  async hintOf(
    tx: EntityManager,
    holder: HolderKey,
    type: CredentialType,
  ): Promise<string | undefined> {
    const row = await tx.findOne(CredentialEntity, {
      where: { ...holder, type },
      select: { id: true, hint: true },
    });
    return row?.hint;
  }

  /** Writes the one row of its holder and type, replacing what stood there. */
  async put(tx: EntityManager, holder: HolderKey, credential: NewCredential): Promise<void> {
    await tx.query(
      `INSERT INTO credentials
         (connection_id, resource_id, webhook_id, user_id, provider, type, kid, wrapped_key, ciphertext,
          hint, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (${columnOf(holder)[0]}, type)
       DO UPDATE SET
         kid = excluded.kid, wrapped_key = excluded.wrapped_key, ciphertext = excluded.ciphertext,
         hint = excluded.hint, version = excluded.version`,
      [
        'connectionId' in holder ? holder.connectionId : null,
        'resourceId' in holder ? holder.resourceId : null,
        'webhookId' in holder ? holder.webhookId : null,
        credential.userId,
        credential.provider,
        credential.type,
        credential.kid,
        credential.wrappedKey,
        credential.ciphertext,
        credential.hint,
        credential.version,
      ],
    );
  }

  async delete(tx: EntityManager, holder: HolderKey, type: CredentialType): Promise<void> {
    await tx.delete(CredentialEntity, { ...holder, type });
  }

  async deleteAll(tx: EntityManager, holder: HolderKey): Promise<void> {
    await tx.delete(CredentialEntity, { ...holder });
  }
}

function columnOf(holder: HolderKey): readonly [column: string, id: string] {
  if ('connectionId' in holder) return ['connection_id', holder.connectionId];
  if ('resourceId' in holder) return ['resource_id', holder.resourceId];
  return ['webhook_id', holder.webhookId];
}
