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

  /** As the provider's schema has it; `{}` when disconnected. */
  @Column('jsonb')
  metadata: Record<string, unknown>;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;

  @Column('timestamptz', { name: 'last_error_at', nullable: true })
  lastErrorAt: Date | null;

  @Column('timestamptz', { name: 'token_expires_at', nullable: true })
  tokenExpiresAt: Date | null;

  @Column('timestamptz', { name: 'last_refreshed_at', nullable: true })
  lastRefreshedAt: Date | null;

  @Column('timestamptz', { name: 'refresh_token_expires_at', nullable: true })
  refreshTokenExpiresAt: Date | null;

  /** When its access is to be renewed, or found to be over; null where nothing is to be done. */
  @Column('timestamptz', { name: 'refresh_due_at', nullable: true })
  refreshDueAt: Date | null;

  /** Renewals that have failed in a row, since when. */
  @Column('integer', { name: 'refresh_attempts' })
  refreshAttempts: number;

  @Column('timestamptz', { name: 'refresh_failing_since', nullable: true })
  refreshFailingSince: Date | null;

  /** Who renews at the moment, and how long nobody else may. */
  @Column('uuid', { name: 'refresh_lease', nullable: true })
  refreshLease: string | null;

  @Column('timestamptz', { name: 'refresh_lease_until', nullable: true })
  refreshLeaseUntil: Date | null;

  /** Until when a user who was sent to the provider may come back; while `connecting`. */
  @Column('timestamptz', { name: 'connecting_until', nullable: true })
  connectingUntil: Date | null;

  @Column('timestamptz', { name: 'connected_at', nullable: true })
  connectedAt: Date | null;

  @Column('timestamptz', { name: 'disconnected_at', nullable: true })
  disconnectedAt: Date | null;
}
