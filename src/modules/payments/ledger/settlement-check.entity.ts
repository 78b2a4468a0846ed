import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';

/**
 * Whether a settlement stays on the chain; the database adds one with each settlement. It is open until
 * it is final or reversed.
 */
@Entity('settlement_checks')
export class SettlementCheck {
  @PrimaryColumn('uuid', { name: 'claim_id' })
  claimId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text')
  network: string;

  /** That the transfer stands in now: another than at first where it was mined again in another. */
  @Column('text')
  transaction: string;

  /** Of the block it was last seen in; null for settlements of older versions. */
  @Column('bigint', { name: 'block_number', nullable: true, transformer: bigintColumn })
  blockNumber: bigint | null;

  @Column('text', { name: 'block_hash', nullable: true })
  blockHash: string | null;

  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt: Date | null;

  /** When it was last found to be mined again, elsewhere; null when it never was. */
  @Column('timestamptz', { name: 'moved_at', nullable: true })
  movedAt: Date | null;

  /** When it is to be looked at; null once it is final or reversed. */
  @Column('timestamptz', { name: 'next_check_at', nullable: true })
  nextCheckAt: Date | null;

  /** Since when it is not on the chain; null while it is. */
  @Column('timestamptz', { name: 'missing_since', nullable: true })
  missingSince: Date | null;

  /** When it had as many confirmations as its network asks for. */
  @Column('timestamptz', { name: 'final_at', nullable: true })
  finalAt: Date | null;

  /** When it was booked back because it vanished. */
  @Column('timestamptz', { name: 'reversed_at', nullable: true })
  reversedAt: Date | null;

  /** Why the transfer cannot come any more, as a stable code. */
  @Column('text', { name: 'reversal_reason', nullable: true })
  reversalReason: string | null;
}
