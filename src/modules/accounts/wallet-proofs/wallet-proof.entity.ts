import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By what a user showed that a wallet is theirs. */
export type ProofMethod = 'sign_in' | 'signature';

/** That a user holds the key of an address, on every EVM network. */
@Entity('wallet_proofs')
export class WalletProof {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** With its EIP-55 checksum. */
  @PrimaryColumn('text')
  address: string;

  @Column('text')
  method: ProofMethod;

  @Column('timestamptz', { name: 'proven_at' })
  provenAt: Date;
}
