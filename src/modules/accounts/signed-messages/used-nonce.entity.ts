import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A nonce that was used; it is kept until it would have expired. */
@Entity('auth_nonces')
export class UsedNonce {
  /** SHA-256 that names the nonce. */
  @PrimaryColumn('bytea', { name: 'nonce_hash' })
  nonceHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
