import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * The kind of a secret; a connection, a resource or a webhook holds one of each. `api_key` runs models,
 * `resource_secret` is a resource's, `webhook_secret` and `webhook_previous_secret` sign; others are named
 * by the providers of connections, in lower case with underscores.
 */
export type CredentialType = string;

/** An encrypted secret; the layout of the bytes stands in `envelope.ts`. */
@Entity('credentials')
export class CredentialEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  /** Null for a secret of something else. */
  @Column('uuid', { name: 'connection_id', nullable: true })
  connectionId: string | null;

  /** Null for a secret of something else. */
  @Column('uuid', { name: 'resource_id', nullable: true })
  resourceId: string | null;

  /** Null for a secret of something else. */
  @Column('uuid', { name: 'webhook_id', nullable: true })
  webhookId: string | null;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  provider: string;

  @Column('text')
  type: CredentialType;

  @Column('text')
  kid: string;

  @Column('bytea', { name: 'wrapped_key' })
  wrappedKey: Buffer;

  @Column('bytea')
  ciphertext: Buffer;

  /** The last four characters, or empty for a short secret. */
  @Column('text')
  hint: string;

  @Column('integer')
  version: number;
}
