import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The kinds of secret that a connection can hold, one of each. */
export type CredentialType = 'api_key';

/** An encrypted secret of a connection; the layout of the bytes stands in `envelope.ts`. */
@Entity('credentials')
export class CredentialEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId: string;

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
