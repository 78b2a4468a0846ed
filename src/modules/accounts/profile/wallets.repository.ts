import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Wallet } from './wallet.entity.js';

/** A wallet that earnings on one CAIP-2 network are paid to. */
export interface PayoutWallet {
  readonly network: string;
  readonly address: string;
}

/** Wallets by user and purpose; EVM addresses go in and come out with their EIP-55 checksum. */
@Injectable()
export class WalletsRepository {
  findSignIn(tx: EntityManager, address: string): Promise<Wallet | null> {
    return tx.findOneBy(Wallet, { address, purpose: 'sign_in' });
  }

  /** Makes other sign-ins with the same address wait until this transaction ends. */
  async lockSignIn(tx: EntityManager, address: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [address]);
  }

  async addSignIn(
    tx: EntityManager,
    wallet: PayoutWallet & { readonly userId: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO wallets (user_id, network, address, purpose) VALUES ($1, $2, $3, 'sign_in')`,
      [wallet.userId, wallet.network, wallet.address],
    );
  }

  /** The address of the wallet the user first signed in with. */
  async signInAddress(tx: EntityManager, userId: string): Promise<string | undefined> {
    const wallet = await tx.findOne(Wallet, {
      where: { userId, purpose: 'sign_in' },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return wallet?.address;
  }

  async payoutAddress(
    tx: EntityManager,
    userId: string,
    network: string,
  ): Promise<string | undefined> {
    const wallet = await tx.findOneBy(Wallet, { userId, network, purpose: 'payout' });
    return wallet?.address;
  }

  /** Every payout wallet of the user, by network; at most one a network. */
  listPayouts(tx: EntityManager, userId: string): Promise<Wallet[]> {
    return tx.find(Wallet, { where: { userId, purpose: 'payout' }, order: { network: 'ASC' } });
  }

  async putPayout(tx: EntityManager, userId: string, wallet: PayoutWallet): Promise<void> {
    await tx.query(
      `INSERT INTO wallets (user_id, network, address, purpose) VALUES ($1, $2, $3, 'payout')
       ON CONFLICT (user_id, network) WHERE purpose = 'payout' DO UPDATE SET address = $3`,
      [userId, wallet.network, wallet.address],
    );
  }

  /** False when the user had none on this network. */
  async removePayout(tx: EntityManager, userId: string, network: string): Promise<boolean> {
    const { affected } = await tx.delete(Wallet, { userId, network, purpose: 'payout' });
    return (affected ?? 0) > 0;
  }
}
