import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SealedSecret } from '../vault/envelope.js';

/** How many flows of one user can be under way: the oldest make room. */
const MOST_FLOWS = 10;

/** A flow between the departure and the return of its user. */
export interface FlowRow {
  readonly userId: string;
  readonly provider: string;
  readonly mode: 'oauth2' | 'issued_key';
  readonly verifier: SealedSecret | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly returnTo: string | null;
}

/** What a flow is found by. */
export interface FlowKey {
  readonly stateHash: Buffer;
  readonly cookieHash: Buffer;
}

interface Found extends FlowRow {
  readonly kid: string | null;
  readonly wrappedKey: Buffer;
  readonly ciphertext: Buffer;
  readonly createdAt: Date;
  readonly isOpen: boolean;
}

@Injectable()
export class OAuthStatesRepository {
  async add(
    tx: EntityManager,
    { stateHash, cookieHash }: FlowKey,
    { userId, provider, mode, verifier, inputs, returnTo }: FlowRow,
    seconds: number,
  ): Promise<void> {
    // One after the other: each counts those before it.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`flows ${userId}`]);
    await tx.query(
      `DELETE FROM oauth_states WHERE user_id = $1 AND (expires_at <= now() OR state_hash NOT IN (
         SELECT state_hash FROM oauth_states WHERE user_id = $1
         ORDER BY created_at DESC LIMIT $2))`,
      [userId, MOST_FLOWS - 1],
    );
    await tx.query(
      `INSERT INTO oauth_states (state_hash, cookie_hash, user_id, provider, mode, kid, wrapped_key,
         ciphertext, inputs, return_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(secs => $11))`,
      [
        stateHash,
        cookieHash,
        userId,
        provider,
        mode,
        verifier?.kid ?? null,
        verifier?.wrappedKey ?? null,
        verifier?.ciphertext ?? null,
        JSON.stringify(inputs),
        returnTo,
        seconds,
      ],
    );
  }

  /** Uses a flow up: of all who come with the same state, one gets it. Undefined when it is over. */
  async take(
    tx: EntityManager,
    provider: string,
    { stateHash, cookieHash }: FlowKey,
  ): Promise<(FlowRow & { readonly createdAt: Date }) | undefined> {
    const [rows] = await tx.query<[Found[], number]>(
      `DELETE FROM oauth_states
        WHERE state_hash = $1 AND cookie_hash = $2 AND provider = $3
       RETURNING user_id AS "userId", provider, mode, kid, wrapped_key AS "wrappedKey", ciphertext,
         inputs, return_to AS "returnTo", created_at AS "createdAt", expires_at > now() AS "isOpen"`,
      [stateHash, cookieHash, provider],
    );
    const [row] = rows;
    if (row?.isOpen !== true) return undefined;
    const { kid, wrappedKey, ciphertext, isOpen: _open, ...flow } = row;
    return { ...flow, verifier: kid === null ? undefined : { kid, wrappedKey, ciphertext } };
  }

  /** Forgets flows whose users did not come back. */
  async forgetExpired(tx: EntityManager): Promise<void> {
    await tx.query(`DELETE FROM oauth_states WHERE expires_at <= now()`);
  }
}
