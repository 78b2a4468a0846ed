import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'error' | 'expired';

/** What the provider last said of the credential. */
export type Verification = 'valid' | 'invalid' | 'unverified';

/** A user's link to one provider. */
@Entity('connections')
export class ConnectionEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  provider: string;

  @Column('text')
  status: ConnectionStatus;

  @Column('boolean', { name: 'is_enabled' })
  isEnabled: boolean;

  @Column('text', { nullable: true })
  verification: Verification | null;

  @Column('timestamptz', { name: 'last_verified_at', nullable: true })
  lastVerifiedAt: Date | null;
}
