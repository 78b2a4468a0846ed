import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('wallets')
export class Wallet {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** CAIP-2; for a sign-in wallet the chain it first signed in on. */
  @Column('text')
  network: string;

  /** EVM addresses with their EIP-55 checksum. */
  @Column('text')
  address: string;

  @Column('text')
  purpose: 'sign_in' | 'payout';

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt: Date;
}
