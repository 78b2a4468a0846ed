import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StoredSecret } from '../vault/vault.service.js';

/** A token that a provider is to end; it is bound to what it was sealed for. */
export interface TokenRevocation {
  readonly id: string;
  readonly token: StoredSecret;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** How often the provider was asked, this time included. */
  readonly attempts: number;
}

interface Row {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly type: string;
  readonly version: number;
  readonly kid: string;
  readonly wrappedKey: Buffer;
  readonly ciphertext: Buffer;
  readonly inputs: Record<string, unknown>;
  readonly attempts: number;
}

@Injectable()
export class RevocationsRepository {
  async add(
    tx: EntityManager,
    { sealed, context }: StoredSecret,
    inputs: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { userId, provider, type, version } = context;
    await tx.query(
      `INSERT INTO token_revocations
         (user_id, provider, type, version, kid, wrapped_key, ciphertext, inputs)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        userId,
        provider,
        type,
        version,
        sealed.kid,
        sealed.wrappedKey,
        sealed.ciphertext,
        JSON.stringify(inputs),
      ],
    );
  }

  /** Takes what has been due for longest; unless it is removed, it is due again after `seconds`. */
  async take(tx: EntityManager, seconds: number): Promise<TokenRevocation | undefined> {
    const [rows] = await tx.query<[Row[], number]>(
      `UPDATE token_revocations SET attempts = attempts + 1,
         due_at = now() + make_interval(secs => $1 * power(2, attempts))
       WHERE id = (SELECT id FROM token_revocations WHERE due_at <= now()
         ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, user_id AS "userId", provider, type, version, kid,
         wrapped_key AS "wrappedKey", ciphertext, inputs, attempts`,
      [seconds],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const { id, userId, provider, type, version, inputs, attempts } = row;
    const { kid, wrappedKey, ciphertext } = row;
    const sealed = { kid, wrappedKey, ciphertext };
    return {
      id,
      token: { sealed, context: { userId, provider, type, version } },
      inputs,
      attempts,
    };
  }

  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.query(`DELETE FROM token_revocations WHERE id = $1`, [id]);
  }
}
