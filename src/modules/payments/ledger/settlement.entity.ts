import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';

/** A transfer on the chain that paid for a claim; rows are only ever added. */
@Entity('settlements')
export class Settlement {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'claim_id' })
  claimId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text')
  network: string;

  @Column('text')
  asset: string;

  @Column('text')
  payer: string;

  @Column('text', { name: 'pay_to' })
  payTo: string;

  /** Atomic units of the asset. */
  @Column('bigint', { transformer: bigintColumn })
  amount: bigint;

  /** What the owner owes the platform of it, in atomic units. */
  @Column('bigint', { transformer: bigintColumn })
  fee: bigint;

  @Column('text')
  transaction: string;

  /** Which log of the transaction it is, from 0; null for settlements of older versions. */
  @Column('integer', { name: 'log_index', nullable: true })
  logIndex: number | null;

  /** Number of the block it was first seen in. */
  @Column('bigint', { name: 'block_number', nullable: true, transformer: bigintColumn })
  blockNumber: bigint | null;

  @Column('text', { name: 'block_hash', nullable: true })
  blockHash: string | null;

  @CreateDateColumn({ name: 'settled_at', type: 'timestamptz' })
  settledAt: Date;
}
