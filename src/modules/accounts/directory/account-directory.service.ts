import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { UsersRepository } from '../profile/users.repository.js';
import { WalletProofsRepository } from '../wallet-proofs/wallet-proofs.repository.js';
import { WalletsRepository } from '../profile/wallets.repository.js';

/** A wallet that its user has shown to be theirs, on every EVM network. */
export interface ProvenWallet {
  /** With its EIP-55 checksum. */
  readonly address: string;
  readonly provenAt: Date;
}

/** What other modules may know of a user. */
@Injectable()
export class AccountDirectory {
  constructor(
    private readonly db: Database,
    private readonly users: UsersRepository,
    private readonly wallets: WalletsRepository,
    private readonly proofs: WalletProofsRepository,
  ) {}

  /**
   * The address that earnings on a CAIP-2 network go to: the user's payout wallet of that network,
   * else, on EVM networks, the wallet they sign in with. Undefined when there is neither.
   */
  payTo(userId: string, network: string): Promise<string | undefined> {
    return this.db.asService('accounts', async (tx) => {
      const chosen = await this.wallets.payoutAddress(tx, userId, network);
      if (chosen !== undefined || !network.startsWith('eip155:')) return chosen;
      return this.wallets.signInAddress(tx, userId);
    });
  }

  /**
   * The wallets that a user has shown to be theirs, the oldest proof first; at most a few dozen. Those
   * of a deleted account are known for as long as a refund can be paid from them.
   */
  provenWallets(userId: string): Promise<ProvenWallet[]> {
    return this.db.asService('accounts', (tx) => this.proofs.listForRefunds(tx, userId));
  }

  /** Undefined when the user has not chosen one, or does not exist. */
  async username(userId: string): Promise<string | undefined> {
    const user = await this.db.asService('accounts', (tx) => this.users.find(tx, userId));
    return user?.username ?? undefined;
  }
}
