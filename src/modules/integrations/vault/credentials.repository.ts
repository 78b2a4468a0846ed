import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan, Not } from 'typeorm';
import { CredentialEntity, type CredentialType } from './credential.entity.js';
import type { WrappedKey } from './envelope.js';

type NewCredential = Omit<CredentialEntity, 'id'>;

/** What a credential belongs to: a connection or a resource. */
export type HolderKey = { readonly connectionId: string } | { readonly resourceId: string };

@Injectable()
export class CredentialsRepository {
  find(
    tx: EntityManager,
    holder: HolderKey,
    type: CredentialType,
  ): Promise<CredentialEntity | null> {
    return tx.findOneBy(CredentialEntity, { ...holder, type });
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
  async put(tx: EntityManager, credential: NewCredential): Promise<void> {
    await tx.query(
      `INSERT INTO credentials
         (connection_id, resource_id, user_id, provider, type, kid, wrapped_key, ciphertext, hint,
          version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (${credential.resourceId === null ? 'connection_id' : 'resource_id'}, type)
       DO UPDATE SET
         kid = excluded.kid, wrapped_key = excluded.wrapped_key, ciphertext = excluded.ciphertext,
         hint = excluded.hint, version = excluded.version`,
      [
        credential.connectionId,
        credential.resourceId,
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

  /** Locks up to `limit` rows after `afterId` that another key wraps; rows in use are skipped. */
  lockStale(
    tx: EntityManager,
    activeKid: string,
    afterId: string,
    limit: number,
  ): Promise<CredentialEntity[]> {
    return tx.find(CredentialEntity, {
      where: { kid: Not(activeKid), id: MoreThan(afterId) },
      select: { id: true, kid: true, wrappedKey: true },
      order: { id: 'ASC' },
      take: limit,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  countStale(tx: EntityManager, activeKid: string): Promise<number> {
    return tx.countBy(CredentialEntity, { kid: Not(activeKid) });
  }

  async rewrap(tx: EntityManager, id: string, wrapped: WrappedKey): Promise<void> {
    await tx.update(CredentialEntity, { id }, { kid: wrapped.kid, wrappedKey: wrapped.wrappedKey });
  }
}
