import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of a provider's terms that a user has accepted. */
@Entity('accepted_terms')
export class AcceptedTerms {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  provider: string;

  /** A day. */
  @PrimaryColumn('text')
  version: string;

  @Column({ type: 'timestamptz', name: 'accepted_at', insert: false, update: false })
  acceptedAt: Date;
}
