import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { JournalKind, LedgerAccount } from './journal.js';

/** One line of the ledger; rows are only ever added. */
@Entity('ledger_entries')
export class LedgerEntry {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' })
  id: string;

  /**
   * What the journal is about: the id of the claim that settled, or of the refund. With `kind` it
   * names one journal, whose entries sum to zero for each owner, network and asset.
   */
  @Column('uuid', { name: 'journal_id' })
  journalId: string;

  @Column('text')
  kind: JournalKind;

  @Column('text')
  account: LedgerAccount;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text')
  network: string;

  @Column('text')
  asset: string;

  /** Atomic units; debits are positive, credits negative. */
  @Column('bigint', { transformer: bigintColumn })
  amount: bigint;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
