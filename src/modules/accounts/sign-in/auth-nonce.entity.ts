import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('auth_nonces')
export class AuthNonce {
  /** SHA-256 of the nonce. */
  @PrimaryColumn('bytea', { name: 'nonce_hash' })
  nonceHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
