import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Scope } from '../guard/authenticated-user.js';

@Entity('api_keys')
export class ApiKey {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  name: string;

  /** The part of the key that is no secret. */
  @Column('text')
  prefix: string;

  /** SHA-256 of the secret part, which has 256 random bits: a slow hash would add nothing. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash: Buffer;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true, insert: false })
  lastUsedAt: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true, insert: false })
  revokedAt: Date | null;
}
