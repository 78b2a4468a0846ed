import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { WalletProof } from './wallet-proof.entity.js';

/** What users have shown of wallets; what was shown once stays. */
@Injectable()
export class WalletProofsRepository {
  /** The proofs of a user, the oldest first. */
  list(tx: EntityManager, userId: string): Promise<WalletProof[]> {
    return tx.find(WalletProof, { where: { userId }, order: { provenAt: 'ASC', address: 'ASC' } });
  }

  /** The same, also of somebody whose account is gone and who can still pay a refund. */
  listForRefunds(tx: EntityManager, userId: string): Promise<Omit<WalletProof, 'userId'>[]> {
    return tx.query(
      `SELECT address, method, proven_at AS "provenAt" FROM wallet_proofs WHERE user_id = $1
       UNION ALL SELECT address, method, proven_at FROM refund_wallets WHERE owner_id = $1
       ORDER BY 3, 1`,
      [userId],
    );
  }

  find(tx: EntityManager, userId: string, address: string): Promise<WalletProof | null> {
    return tx.findOneBy(WalletProof, { userId, address });
  }

  count(tx: EntityManager, userId: string): Promise<number> {
    return tx.countBy(WalletProof, { userId });
  }

  /** Makes others who count the proofs of this user wait until this transaction ends. */
  async lock(tx: EntityManager, userId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `wallet proofs ${userId}`,
    ]);
  }

  /** The first proof of an address stays. */
  async add(tx: EntityManager, proof: WalletProof): Promise<void> {
    await tx.query(
      `INSERT INTO wallet_proofs (user_id, address, method, proven_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [proof.userId, proof.address, proof.method, proof.provenAt],
    );
  }
}
