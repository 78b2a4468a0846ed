import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** How an issuer names one of its users: unique together. */
export interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** What is known of an identity. */
export interface IdentityStanding {
  /** Null before its first sign-in, and after its account was deleted. */
  readonly userId: string | null;
  /** When its last account was deleted; null when none was, or too long ago for any token. */
  readonly closedAt: Date | null;
}

@Injectable()
export class ExternalIdentitiesRepository {
  async find(tx: EntityManager, { issuer, subject }: ExternalIdentity): Promise<IdentityStanding> {
    const [row] = await tx.query<[IdentityStanding?]>(
      `SELECT (SELECT user_id FROM external_identities WHERE issuer = $1 AND subject = $2) AS "userId",
        (SELECT closed_at FROM closed_identities WHERE identity_hash = identity_hash($1, $2))
          AS "closedAt"`,
      [issuer, subject],
    );
    if (row === undefined) throw new Error('the identity was not looked for');
    return row;
  }

  /** Makes other first sign-ins of the same identity wait until this transaction ends. */
  async lock(tx: EntityManager, { issuer, subject }: ExternalIdentity): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended(encode(identity_hash($1, $2), 'hex'), 0))`,
      [issuer, subject],
    );
  }

  async add(
    tx: EntityManager,
    { issuer, subject }: ExternalIdentity,
    userId: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO external_identities (issuer, subject, user_id) VALUES ($1, $2, $3)`,
      [issuer, subject, userId],
    );
  }
}
